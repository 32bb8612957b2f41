"""WSGI entry point for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from whichcert.web.data_folder import data_folder, make_ready

# Before Django reads its settings: they want the stored secret key.
make_ready(data_folder())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whichcert.web.settings")
application = get_wsgi_application()
