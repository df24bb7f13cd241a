"""What is said of templates and ISOs, whom they are shared with, and their end."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from tests.cloud import Cloud
from tests.tenants import make_account
from tests.world import TEMPLATE, ZONE, World

from pileus.manager.kernel.errors import ApiError, InUse, InvalidValue, NotFound, PermissionDenied
from pileus.manager.model.event import Event
from pileus.manager.model.storage import ImageStore, Template
from pileus.manager.model.user import User

QCOW2 = b"QFI\xfb" + bytes(20) + (1 << 20).to_bytes(8, "big") + bytes(100)
"""What begins like a disk of 1 MiB."""


def template_of(world: World, owner: str, **more: Any) -> str:
    """A ready template, or ISO, with a file in the image store."""
    [store] = world.rows(ImageStore)
    [user] = world.rows(User, name=owner)
    name = more.get("name", f"{owner}'s")
    sha256 = hashlib.sha256(QCOW2).hexdigest()
    given: dict[str, Any] = {"name": name, "size": 1 << 20, "path": f"{name}.qcow2", "sha256": sha256, "hypervisor": "Simulator", **more}
    folder = Path(store.url.removeprefix("file://"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / given["path"]).write_bytes(QCOW2)
    with world.db.write() as db:
        row = Template(account_id=user.account_id, zone_id=ZONE, image_store_id=store.id, **given)
        db.add(row)
        db.flush()
        return row.id


def listed(world: World, filter: str = "executable", **more: Any) -> set[str]:
    return {row.name for row in world.call("listTemplates", templatefilter=filter, **more).items}


def test_an_owner_changes_what_is_said_of_a_template(shared_world: World) -> None:
    ann = shared_world.account("ann")
    id = template_of(shared_world, "ann", name="annes")
    changed = ann.call(
        "updateTemplate", id=id, name="annes two", displaytext="Two", details={"nicAdapter": "e1000"}, passwordenabled=True,
        isdynamicallyscalable=True, sortkey=4, requireshvm=False, templatetag="ignored from users",
    )  # fmt: skip
    assert (changed.name, changed.display_text, changed.password_enabled) == ("annes two", "Two", True)
    assert changed.details == {"nicAdapter": "e1000"}
    assert (changed.is_dynamically_scalable, changed.requires_hvm, changed.template_tag) == (True, False, None)
    assert shared_world.call("updateTemplate", id=id, templatetag="ssd", cleanupdetails=True).template_tag == "ssd"
    with pytest.raises(InvalidValue, match="format"):
        ann.call("updateTemplate", id=id, format="RAW")
    with pytest.raises(NotFound):
        ann.call("updateIso", id=id, name="no iso")
    bob = shared_world.account("bob")
    for foreign in (id, TEMPLATE):
        with pytest.raises(NotFound):
            bob.call("updateTemplate", id=foreign, name="stolen")
    assert any(event.entity_id == id for event in shared_world.rows(Event, type="TEMPLATE.UPDATE"))


def test_templates_are_shared_with_accounts_and_taken_back(shared_world: World) -> None:
    carl, dora = shared_world.account("carl"), shared_world.account("dora")
    id = template_of(shared_world, "carl", name="carls")
    assert "carls" not in listed(dora)
    assert carl.call("updateTemplatePermissions", id=id, op="add", accounts="dora").success
    assert "carls" in listed(dora)
    assert listed(dora, "shared") == {"carls"}
    told = carl.call("listTemplatePermissions", id=id)
    assert (told.account, told.is_public, told.project_ids) == (["dora"], False, [])
    shared_world.ended(dora.call("deployVirtualMachine", templateid=id, zoneid=ZONE, serviceofferingid=_tiny(shared_world)))
    with pytest.raises(NotFound):
        dora.call("listTemplatePermissions", id=id)
    with pytest.raises(NotFound):
        dora.call("updateTemplatePermissions", id=id, op="reset")
    assert carl.call("updateTemplatePermissions", id=id, op="remove", accounts="dora").success
    assert "carls" not in listed(dora)
    carl.call("updateTemplatePermissions", id=id, op="add", accounts="dora")
    carl.call("updateTemplatePermissions", id=id, op="reset")
    assert carl.call("listTemplatePermissions", id=id).account == []
    for wrong, said in (({"accounts": "dora"}, "op is missing"), ({"op": "add"}, "accounts or projectids")):
        with pytest.raises(InvalidValue, match=said):
            carl.call("updateTemplatePermissions", id=id, **wrong)
    with pytest.raises(NotFound, match="accounts"):
        carl.call("updateTemplatePermissions", id=id, op="add", accounts="nobody")


def _tiny(world: World) -> str:
    return world.call("listServiceOfferings", name="Tiny Instance").items[0].id


def test_a_domain_below_keeps_its_public_templates_to_itself_like_the_one_above(shared_world: World) -> None:
    world = shared_world
    top = world.call("createDomain", name="closed").id
    low = world.call("createDomain", name="low", parentdomainid=top).id
    make_account(world, "lou", domainid=low)
    make_account(world, "nia", domainid=world.call("createDomain", name="open").id)
    id, other = template_of(world, "lou", is_public=True), template_of(world, "nia", is_public=True)

    def seen(by: Cloud, id: str = id) -> bool:
        return by.call("listTemplates", id=id, templatefilter="executable").count == 1

    far, lou = world.account("fara"), world.as_user("lou", "/closed/low/")
    world.call("updateConfiguration", name="share.public.templates.with.other.domains", value="false", domainid=top)
    assert seen(far), "the domain below has no value of its own"
    world.call("updateConfiguration", name="enable.domain.settings.for.child.domain", value="true")
    assert (seen(far), seen(lou), seen(world)) == (False, True, True)
    assert (seen(far, other), seen(lou, other)) == (True, True), "that domain is not below the one that shares nothing"
    world.call("updateConfiguration", name="share.public.templates.with.other.domains", value="true", domainid=low)
    assert seen(far)
    world.call("resetConfiguration", name="enable.domain.settings.for.child.domain")


def test_who_may_make_templates_public_and_featured(shared_world: World) -> None:
    emma = shared_world.account("emma")
    id = template_of(shared_world, "emma", name="emmas")
    assert emma.call("updateTemplatePermissions", id=id, ispublic=True).success
    assert "emmas" in listed(shared_world.account("fred"), "community")
    with pytest.raises(PermissionDenied, match="isfeatured"):
        emma.call("updateTemplatePermissions", id=id, isfeatured=True)
    emma.call("updateTemplatePermissions", id=id, ispublic=False)
    [account] = shared_world.call("listAccounts", name="emma", listall=True).items
    shared_world.call("updateConfiguration", name="allow.public.user.templates", value="false", accountid=account.id)
    with pytest.raises(PermissionDenied, match=r"allow\.public\.user\.templates"):
        emma.call("updateTemplatePermissions", id=id, ispublic=True)
    assert shared_world.call("updateTemplatePermissions", id=id, ispublic=True, isfeatured=True, isextractable=False).success
    assert "emmas" in listed(shared_world, "featured")


def test_a_deleted_template_is_gone_with_its_file(shared_world: World) -> None:
    gina = shared_world.account("gina")
    id = template_of(shared_world, "gina", name="ginas")
    used = shared_world.ended(gina.call("deployVirtualMachine", templateid=id, zoneid=ZONE, serviceofferingid=_tiny(shared_world)))
    with pytest.raises(InUse, match="give forced=true"):
        gina.call("deleteTemplate", id=id)
    [store] = shared_world.rows(ImageStore)
    file = Path(store.url.removeprefix("file://"), "ginas.qcow2")
    assert file.exists()
    shared_world.ended(gina.call("deleteTemplate", id=id, forced=True))
    assert not file.exists()
    assert "ginas" not in listed(gina, "self")
    with pytest.raises(NotFound):
        gina.call("updateTemplate", id=id, name="back")
    assert gina.call("listVirtualMachines", id=used.instance_id).items[0].state == "Running"
    with pytest.raises(PermissionDenied, match="issystem"):
        shared_world.call("deleteTemplate", id=TEMPLATE)


def test_isos_have_commands_of_their_own(shared_world: World) -> None:
    hans = shared_world.account("hans")
    id = template_of(shared_world, "hans", name="tools", format="ISO")
    assert hans.call("updateIso", id=id, displaytext="Tools", bootable=False).bootable is False
    with pytest.raises(NotFound):
        hans.call("updateTemplate", id=id, name="no template")
    assert hans.call("updateIsoPermissions", id=id, op="add", accounts="admin").success
    assert hans.call("listIsoPermissions", id=id).account == ["admin"]
    with pytest.raises(NotFound, match="zoneid"):
        hans.call("deleteIso", id=id, zoneid=id)
    with pytest.raises(ApiError):
        shared_world.account("ina").call("deleteIso", id=id)
    shared_world.ended(hans.call("deleteIso", id=id, zoneid=ZONE))
    assert hans.call("listIsos", isofilter="self").items == []
