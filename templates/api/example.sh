# What the token opens, and where to go on.
curl -H "OSDI-API-Token: $TOKEN" "{{ base }}/"

# Somebody signs up, and gets a tag.
curl -H "OSDI-API-Token: $TOKEN" -H "Content-Type: application/json" "{{ base }}/people" -d '{
  "person": {
    "given_name": "Min-ji", "family_name": "Seo",
    "email_addresses": [{"address": "minji@example.org"}],
    "languages_spoken": ["ko"]
  },
  "add_tags": ["translates"]
}'

# Whoever has this address.
curl -H "OSDI-API-Token: $TOKEN" --get "{{ base }}/people" --data-urlencode "filter=email_address eq 'minji@example.org'"

# The figures of each campaign.
curl -H "OSDI-API-Token: $TOKEN" "{{ base }}/tracker/figures"
