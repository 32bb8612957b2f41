"""The questions asked of the store, one query each; DATES, OFFERING and KEPT make tables for the others."""

DATES = r"""
create or replace temp table dated as
with readings as (
    select id, date, split_part(date, '.', 1) as whole, replace(split_part(date, ' ', 1), '.', '/') as slashed
    from posting
),
found as (
    select id, date, case
        when regexp_matches(date, '^\d{4}$') then make_date(cast(date as integer), 1, 1)
        when regexp_matches(date, '^\d{4}-\d{2}$') then try_cast(date || '-01' as date)
        when regexp_matches(date, '^\d{4}[-/]\d{2}[-/]\d{2}')
            then try_cast(replace(left(date, 10), '/', '-') as date)
        when regexp_matches(date, '^\d{8}$') then cast(try_strptime(date, '%Y%m%d') as date)
        when regexp_matches(date, '^\d{12,13}(\.0+)?$')
            then cast(make_timestamp(cast(whole as bigint) * 1000) as date)
        when regexp_matches(date, '^\d{9,10}(\.0+)?$')
            then cast(make_timestamp(cast(whole as bigint) * 1000000) as date)
        when regexp_matches(date, '^\d{1,2}[/.]\d{1,2}[/.]\d{4}')
            then cast(coalesce(try_strptime(slashed, '%d/%m/%Y'), try_strptime(slashed, '%m/%d/%Y')) as date)
        when date = '0' then date '1970-01-01'
        else cast(coalesce(
            try_strptime(date, '%b %d, %Y'), try_strptime(date, '%B %d, %Y'), try_strptime(date, '%d %b %Y'),
            try_strptime(date, '%d %B %Y'), try_strptime(date, '%a, %d %b %Y %H:%M:%S GMT')) as date)
        end as day
    from readings
)
select id,
    case
        when date = '' then 'none'
        when day is null and regexp_matches(date, $relative) then 'relative'
        when day is null then 'unreadable'
        when year(day) < $earliest or day > $at + interval 2 day then 'absurd'
        else 'good' end as date_kind,
    case when date_kind = 'good' then year(day) end as year,
    -- months since the year 0; a date that is a year alone has none
    case when date_kind = 'good' and not regexp_matches(date, '^\d{4}$')
        then year(day) * 12 + month(day) - 1 end as month
from found
"""

RELATIVE = "(?i)ago|today|yesterday|just|vor |gestern|heute|il y a|hace |geleden|temu|sedan"

KEPT = r"""
create or replace temp table kept as
with plain as materialized (
    select posting.id, source, src_id, year, text_length, text_hash, posting.country,
        trim(lower(regexp_replace(title, '[^\p{L}\p{N}]+', ' ', 'g'))) as title,
        trim(lower(regexp_replace(company, '[^\p{L}\p{N}]+', ' ', 'g'))) as company,
        trim(lower(regexp_replace(location, '[^\p{L}\p{N}]+', ' ', 'g'))) as location,
        posting.id in (select id from offering) as offers
    from posting join dated using (id)
),
read_twice as (    -- one posting; an id alone may be masked or reused
    select unnest(list(id order by id)[2:]) as id
    from plain where src_id <> '' group by source, src_id, title having count(*) > 1
),
first_of_key as (  -- one advertisement posted several times in a year
    select min(id) as id
    from plain anti join read_twice using (id)
    group by source, year, case
        when company <> '' and offers then concat_ws('|', 'offer', title, company)
        when company <> '' then concat_ws('|', 'company', title, company, location)
        when text_length >= $full then concat_ws('|', 'text', title, location, text_hash)
        else concat_ws('|', 'alone', id) end
)
select id, source, year, text_length,
    coalesce(spelling.code, nullif(trim(country), ''), $unknown) as country,
    coalesce(source_kind.full_text, true) and text_length >= $full as full_text
from first_of_key
join plain using (id)
left join spelling on spelling.spelling = lower(trim(country))
left join source_kind using (source)
"""


OFFERING = """
create or replace temp table offering as   -- adverts of training: one may be posted in many towns
select distinct id from mention where sense = 'offered' and label = 'any-scrum'
"""

SOURCES = """
select source, any_value(total), count(*), any_value(total) - count(*),
    count(*) filter (where text_length = 0),
    count(*) filter (where year is null),
    count(*) filter (where kept.id not in (select id from posting_role)),
    count(*) filter (where full_text),
    min(year), max(year)
from kept join (select source, count(*) as total from posting group by source) using (source)
group by source order by source
"""

BY_ROLE = """
select source, country, year, coalesce(role, $other), count(*), count(*) filter (where full_text)
from kept left join posting_role using (id) group by all
"""

ASKED = """
select source, country, year, role, label, count(distinct id)
from kept join posting_role using (id) join mention using (id)
where full_text and list_contains($asked, sense) group by all
"""


ODD = """
select file, date_kind, count(*), min(row), arg_min(date, row) from posting join dated using (id)
where date_kind in ('relative', 'unreadable', 'absurd') group by all
union all
select file, 'salary', count(*), min(row), arg_min(value, row) from (
    select file, row, unnest([salary_min, salary_max]) as value from posting
) where value <> '' and try_cast(value as double) is null group by file
order by 1, 2
"""
