"""Entry point of ``whichcert`` and ``python -m whichcert``."""

import io
import os
import sys

SHOW_TRACEBACK = "WHICHCERT_TRACEBACK"


def main() -> None:
    """Run the command line; whatever goes wrong ends with a message, never a traceback."""
    # our matrices are small: more BLAS threads would only wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # a pipe on Windows, or LC_ALL=C, may lack ● and “: a code instead of the sign beats no answer
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    from whichcert import cli
    from whichcert.errors import WhichcertError

    try:
        cli.app(prog_name="whichcert")
    except WhichcertError as error:
        _end(str(error), code=2)
    except KeyboardInterrupt:
        _end("Stopped.", code=130)
    except BrokenPipeError:
        # the reader (head, less) went away; say nothing, and let no flush at exit complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get(SHOW_TRACEBACK):
            raise
        kind = type(error).__name__
        _end(
            f"whichcert met something it did not foresee ({kind}: {error}). Nothing was changed. "
            f"Please report it; {SHOW_TRACEBACK}=1 shows the details.",
            code=70,
        )


def _end(message: str, *, code: int) -> None:
    sys.stderr.write(f"{message}\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
