"""All certifications and all sources."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from whichcert.catalogue.certification import Certification
from whichcert.catalogue.source import Source, SourceKind
from whichcert.errors import UnknownName


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The certifications by id, in the order in which pages list them, and the sources by key."""

    certifications: Mapping[str, Certification]
    sources: Mapping[str, Source]

    def get(self, certification_id: str) -> Certification:
        """Return one certification; UnknownName, with the nearest ids, when there is none."""
        found = self.certifications.get(certification_id)
        if found is None:
            raise UnknownName("certification", certification_id, list(self.certifications))
        return found

    def followers(self, certification_id: str) -> tuple[Certification, ...]:
        """Return the certifications that require or recommend this one before them."""
        return tuple(
            other
            for other in self.certifications.values()
            if certification_id in (*other.requires, *other.recommended_before)
        )

    def issuer_page(self, certification: Certification) -> Source | None:
        """Return the issuer's own page about this certification; None when no fact cites one.

        A page counts when it lies on the domain that the issuer's pages mostly lie on, which leaves
        copies elsewhere out, and when its key names the certification's id or no other certification
        cites it, which leaves pages about several certifications out. A key that ends in the id is best.
        """
        domain = self._issuer_domain(certification.issuer)
        pages = [page for page in self._issuer_pages(certification) if _domain(page.url) == domain]
        best = [page for page in pages if f"-{page.key}".endswith(f"-{certification.id}")]
        named = [page for page in pages if f"-{certification.id}-" in f"-{page.key}-"]
        alone = [page for page in pages if self._times_cited(page.key) == 1]
        return next(iter([*best, *named, *alone]), None)

    def _issuer_pages(self, certification: Certification) -> list[Source]:
        cited = [self.sources[key] for key in certification.sources if key in self.sources]
        return [source for source in cited if source.kind is SourceKind.ISSUER]

    def _issuer_domain(self, issuer: str) -> str | None:
        same = [one for one in self.certifications.values() if one.issuer == issuer]
        domains = Counter(_domain(page.url) for one in same for page in self._issuer_pages(one))
        return max(domains, key=domains.__getitem__, default=None)

    def _times_cited(self, key: str) -> int:
        return sum(key in certification.sources for certification in self.certifications.values())


def _domain(url: str) -> str:
    """The last two names of the host: www.scrum.org and scrum.org are one place."""
    return ".".join((urlsplit(url).hostname or "").split(".")[-2:])
