"""A small country to test in: real places of ten states and two territories, loaded the way the whole country is."""

from typing import Any

from places import gazetteer
from places.geometry import Point
from places.models import Place
from places.outlines import Town

#: ZIP code, town, state, county, latitude, longitude; other names; what is not an ordinary ZIP code.
ZIPS: list[tuple[str, str, str, str, float, float]] = [
    ("00901", "San Juan", "PR", "San Juan Municipio", 18.4653, -66.1053),
    ("00907", "San Juan", "PR", "San Juan", 18.4511, -66.0783),
    ("01103", "Springfield", "MA", "Hampden County", 42.1029, -72.5887),
    ("01109", "Springfield", "MA", "Hampden County", 42.1145, -72.5544),
    ("04101", "Portland", "ME", "Cumberland County", 43.6606, -70.2588),
    ("04102", "Portland", "ME", "Cumberland County", 43.6602, -70.2899),
    ("05401", "Burlington", "VT", "Chittenden County", 44.4840, -73.2199),
    ("05408", "Burlington", "VT", "Chittenden County", 44.5066, -73.2500),
    ("05443", "Bristol", "VT", "Addison County", 44.1334, -73.0790),
    ("05602", "Montpelier", "VT", "Washington County", 44.2600, -72.5757),
    ("10001", "New York", "NY", "New York County", 40.7484, -73.9967),
    ("10027", "New York", "NY", "New York County", 40.8116, -73.9550),
    ("12207", "Albany", "NY", "Albany County", 42.6584, -73.7473),
    ("20001", "Washington", "DC", "District of Columbia", 38.9109, -77.0163),
    ("20009", "Washington", "DC", "District of Columbia", 38.9202, -77.0375),
    ("55401", "Minneapolis", "MN", "Hennepin County", 44.9835, -93.2683),
    ("55408", "Minneapolis", "MN", "Hennepin County", 44.9466, -93.2862),
    ("55102", "Saint Paul", "MN", "Ramsey County", 44.9372, -93.1209),
    ("55802", "Duluth", "MN", "Saint Louis County", 46.7655, -92.0896),
    ("55912", "Austin", "MN", "Mower County", 43.6714, -92.9749),
    ("62701", "Springfield", "IL", "Sangamon County", 39.8000, -89.6495),
    ("60601", "Chicago", "IL", "Cook County", 41.8858, -87.6181),
    ("60614", "Chicago", "IL", "Cook County", 41.9229, -87.6483),
    ("64105", "Kansas City", "MO", "Jackson County", 39.1024, -94.5986),
    ("64118", "Kansas City", "MO", "Clay County", 39.2139, -94.5703),
    ("65806", "Springfield", "MO", "Greene County", 37.2031, -93.2958),
    ("63103", "Saint Louis", "MO", "St. Louis city", 38.6315, -90.2162),
    ("66101", "Kansas City", "KS", "Wyandotte County", 39.1157, -94.6271),
    ("66203", "Shawnee", "KS", "Johnson County", 39.0204, -94.7076),
    ("73301", "Austin", "TX", "Travis County", 30.3264, -97.7713),
    ("75460", "Paris", "TX", "Lamar County", 33.6609, -95.5555),
    ("77002", "Houston", "TX", "Harris County", 29.7594, -95.3594),
    ("77007", "Houston", "TX", "Harris County", 29.7736, -95.4034),
    ("77352", "Livingston", "TX", "Polk County", 0, 0),
    ("77351", "Livingston", "TX", "Polk County", 30.7110, -94.9330),
    ("78626", "Georgetown", "TX", "Williamson County", 30.6333, -97.6770),
    ("78701", "Austin", "TX", "Travis County", 30.2713, -97.7426),
    ("78704", "Austin", "TX", "Travis County", 30.2428, -97.7658),
    ("78746", "Austin", "TX", "Travis County", 30.2850, -97.8072),
    ("79901", "El Paso", "TX", "El Paso County", 31.7587, -106.4869),
    ("82001", "Cheyenne", "WY", "Laramie County", 41.1440, -104.7962),
    ("82070", "Laramie", "WY", "Albany County", 41.3164, -105.5860),
    ("83001", "Jackson", "WY", "Teton County", 43.4735, -110.7816),
    ("84780", "Washington", "UT", "Washington County", 37.1300, -113.5083),
    ("96910", "Hagatna", "GU", "", 13.4762, 144.7516),
    ("96913", "Barrigada", "GU", "", 13.4722, 144.8005),
    ("97201", "Portland", "OR", "Multnomah County", 45.4989, -122.6914),
    ("97209", "Portland", "OR", "Multnomah County", 45.5300, -122.6830),
    ("97477", "Springfield", "OR", "Lane County", 44.0456, -123.0219),
    ("98101", "Seattle", "WA", "King County", 47.6114, -122.3305),
    ("99501", "Anchorage", "AK", "Anchorage Municipality", 61.2116, -149.8761),
    ("99502", "Anchorage", "AK", "Municipality of Anchorage", 61.1661, -149.9600),
    ("99546", "Adak", "AK", "Aleutians West Census Area", 51.8549, -177.0888),
    # Two towns of one name in one state, 250 miles apart.
    ("88001", "San Ysidro", "NM", "Dona Ana County", 32.3750, -106.8100),
    ("87053", "San Ysidro", "NM", "Sandoval County", 35.5630, -106.7710),
]
OTHER_NAMES = {"96913": ["Mangilao", "Tamuning"], "78746": ["West Lake Hills", "West Lake Hls"]}
NOT_FOR_HOMES = {"73301": "UNIQUE"}

PEOPLE = [
    ("New York", "NY", 40.7143, -74.0060, 8_175_133),
    ("Chicago", "IL", 41.8500, -87.6500, 2_720_546),
    ("Houston", "TX", 29.7633, -95.3633, 2_296_224),
    ("Austin", "TX", 30.2672, -97.7431, 931_830),
    ("Seattle", "WA", 47.6062, -122.3321, 684_451),
    ("El Paso", "TX", 31.7587, -106.4869, 681_124),
    ("Portland", "OR", 45.5234, -122.6762, 632_309),
    ("Washington", "DC", 38.8951, -77.0364, 601_723),
    ("Kansas City", "MO", 39.0997, -94.5786, 475_378),
    ("San Juan", "PR", 18.4663, -66.1057, 418_140),
    ("Minneapolis", "MN", 44.9800, -93.2638, 410_939),
    ("St. Louis", "MO", 38.6273, -90.1979, 315_685),
    ("Saint Paul", "MN", 44.9444, -93.0933, 300_851),
    ("Anchorage", "AK", 61.2181, -149.9003, 298_695),
    ("Springfield", "MO", 37.2153, -93.2982, 166_810),
    ("Springfield", "MA", 42.1015, -72.5898, 154_341),
    ("Kansas City", "KS", 39.1142, -94.6275, 151_306),
    ("Springfield", "IL", 39.8017, -89.6437, 116_565),
    ("Portland", "ME", 43.6574, -70.2589, 66_881),
    ("Cheyenne", "WY", 41.1400, -104.8202, 63_335),
    ("Springfield", "OR", 44.0462, -123.0220, 60_870),
    ("Georgetown", "TX", 30.6327, -97.6772, 63_716),
    ("Burlington", "VT", 44.4759, -73.2121, 42_452),
    ("Laramie", "WY", 41.3114, -105.5911, 32_158),
    ("Austin", "MN", 43.6666, -92.9746, 24_563),
    ("Washington", "UT", 37.1305, -113.5083, 22_818),
    ("Hagåtña", "GU", 13.4757, 144.7489, 1_051),
]
TOWNS = [Town(name, state, Point(latitude, longitude), people) for name, state, latitude, longitude, people in PEOPLE]


def rows() -> list[dict[str, Any]]:
    """The ZIP codes in the form in which `zipcodes.list_all()` has them."""
    return [row(*values) for values in ZIPS]


def row(
    code: str, town: str, state: str, county: str, latitude: float, longitude: float, **other: Any
) -> dict[str, Any]:
    """One ZIP code in the form of `zipcodes`, with changes by name."""
    return {
        "zip_code": code,
        "zip_code_type": NOT_FOR_HOMES.get(code, "STANDARD"),
        "active": True,
        "city": town,
        "acceptable_cities": OTHER_NAMES.get(code, []),
        "state": state,
        "county": county,
        "lat": str(latitude),
        "long": str(longitude),
        **other,
    }


def make_places() -> None:
    """Fill the gazetteer with all states and with the places of the small country."""
    gazetteer.load(rows(), known=TOWNS)


def place(label: str) -> Place:
    """The place that visitors mean by a label, such as “Austin, TX” or “78701”."""
    return next(place for place in Place.objects.select_related("state") if place.label == label)
