"""What pages say of the questions that are kept for the last mocks."""

from whichcert.flows.item_pool import item_pool
from whichcert.flows.kept_items import Keeping
from whichcert.library import Library
from whichcert.web import formats
from whichcert.web.study_words import short_name


def kept_words(library: Library, assessment: str, kept: Keeping) -> str:
    """Say how many questions stay unmet for the last mock; nothing where none do."""
    own, whole = kept.of(assessment), library.blueprints[assessment].n_items
    if not own:
        return ""
    name, are = short_name(library, assessment), "is" if len(own) == 1 else "are"
    questions = formats.counted(len(own), "question")
    if not own <= kept.beside([item_pool(library, assessment)]):
        return (
            f"Only {questions} of {name} {are} new to you, and practice has no others: sit your mock before "
            "you practise on."
        )
    few = f" A whole mock has {whole}." if len(own) < whole else ""
    return (
        f"{questions} {are} kept unseen for your last mock {name}; practice leaves them out while it has "
        f"others that are new to you.{few}"
    )
