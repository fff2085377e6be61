"""Every list of the desk that can be taken along as a file, by its key."""

from tracker.finding import lists_of_house, lists_of_people, lists_of_places, lists_of_work

LISTS = (*lists_of_people.LISTS, *lists_of_places.LISTS, *lists_of_work.LISTS, *lists_of_house.LISTS)
BY_KEY = {each.key: each for each in LISTS}
