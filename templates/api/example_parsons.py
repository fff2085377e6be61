import os

from parsons.action_network import action_network

action_network.API_URL = "{{ base }}"
an = action_network.ActionNetwork(os.environ["TOKEN"])

person = an.upsert_person(
    email_address="minji@example.org",
    given_name="Min-ji",
    family_name="Seo",
    postal_addresses=[{"postal_code": "78704"}],
)
person_id = person["identifiers"][0].partition(":")[2]

for event in an.get_events():
    event_id = event["identifiers"][0].partition(":")[2]
    print(event["title"], event["start_date"])
    an.create_attendance(event_id, {"person_id": person_id})
    print(an.get_event_attendances(event_id).num_rows, "signed up")
