"""The only place that talks SMTP: by Flask-Mail, over a connection that verifies, times out, and says what happened."""
