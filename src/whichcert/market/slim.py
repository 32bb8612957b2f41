"""Judged postings without their texts: what a file that is finished keeps, and what a cluster sends back."""

SLIM = """
    select posting.* exclude (id, file, kept_text, glance),
        coalesce(roles, []) as roles, coalesce(mentions, []) as mentions
    from posting
    left join (
        select id, list({{'role': role, 'place': place}} order by place) as roles
        from posting_role group by id
    ) using (id)
    left join (
        select id, list({{'place': place, 'certification': certification, 'sense': sense, 'context': context}}
            order by place) as mentions
        from mention_row group by id
    ) using (id)
    where file = {number} order by posting.id
"""
"""Ask a store for one file's postings."""

TAKE = """
insert into posting
    select {first} + nth, {number}, * exclude (roles, mentions, nth), null, null from {rows};
insert into posting_role
    select id, one.role, one.place
    from (select {first} + nth as id, unnest(roles) as one from {rows});
insert into mention_row
    select id, one.place, one.certification, one.sense, one.context
    from (select {first} + nth as id, unnest(mentions) as one from {rows});
"""
"""Put them into another store; ``nth`` counts them from 0."""
