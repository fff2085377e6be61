FLASK_APP=tracker.app
