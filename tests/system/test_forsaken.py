"""What people put on resources goes with them."""

from tests.world import ZONE, World

from pileus.manager.model.annotation import Annotation, ResourceIcon
from pileus.manager.model.tag import Tag
from pileus.manager.system.forsaken import forsaken_removed

PICTURE = "iVBORw0KGgoAAAAA"


def put_on(world: World, id: str) -> None:
    """A tag, an icon and an annotation on an instance."""
    on = {"resourcetype": "UserVm", "resourceids": [id]}
    world.ended(world.call("createTags", **on, tags=[{"key": "stage", "value": "test"}]))
    world.call("uploadResourceIcon", **on, base64image=PICTURE)
    world.call("addAnnotation", entitytype="VM", entityid=id, annotation="see the log book")


def left(world: World, id: str) -> tuple[int, int, int]:
    """Tags, icons and annotations that are on it."""
    annotations = [row for row in world.rows(Annotation, entity_id=id) if row.removed is None]
    return len(world.rows(Tag, resource_id=id)), len(world.rows(ResourceIcon, resource_id=id)), len(annotations)


def test_tags_icons_and_annotations_go_with_what_they_are_on(shared_world: World) -> None:
    world = shared_world
    stays, goes = [world.deploy(name=name, startvm=False) for name in ("stays", "goes")]
    for job in (stays, goes):
        world.ended(job)
        put_on(world, str(job.id))
    world.call("addAnnotation", entitytype="ZONE", entityid=ZONE, annotation="rack 4")
    world.ended(world.call("destroyVirtualMachine", id=goes.id))
    world.manager.engine.reconcile(forsaken_removed)
    assert left(world, str(goes.id)) == (1, 1, 1), "a destroyed instance can still be recovered"
    world.ended(world.call("expungeVirtualMachine", id=goes.id))
    report = world.manager.engine.reconcile(forsaken_removed)
    assert left(world, str(goes.id)) == (0, 0, 0)
    assert len(report.repaired) == 3
    assert left(world, str(stays.id)) == (1, 1, 1)
    assert left(world, ZONE) == (0, 0, 1)
    assert world.manager.engine.reconcile(forsaken_removed).repaired == []
