"""Make the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "alert",
        sa.Column("type", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=999), nullable=False),
        sa.Column("about", sa.String(length=255), nullable=False),
        sa.Column("zone_id", sa.String(length=36), nullable=True),
        sa.Column("pod_id", sa.String(length=36), nullable=True),
        sa.Column("resolved", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("mail_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_tries", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index("ix_alert_about", ["type", "about"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_mail_due"), ["mail_due"], unique=False)

    op.create_table(
        "cleanup",
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("operation", sa.String(length=100), nullable=False),
        sa.Column("undos", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cleanup")),
        sa.UniqueConstraint("job_id", name=op.f("uq_cleanup_job_id")),
    )
    with op.batch_alter_table("cleanup", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cleanup_next_try"), ["next_try"], unique=False)

    op.create_table(
        "disk_offering",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("display_text", sa.String(length=4096), nullable=False),
        sa.Column("disk_size", sa.BigInteger(), nullable=False),
        sa.Column("is_customized", sa.Boolean(), nullable=False),
        sa.Column("size_strictness", sa.Boolean(), nullable=False),
        sa.Column("display_offering", sa.Boolean(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("domain_ids", sa.Text(), nullable=False),
        sa.Column("zone_ids", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Integer(), nullable=False),
        sa.Column("storage_type", sa.String(length=16), nullable=False),
        sa.Column("storage_tags", sa.String(length=255), nullable=False),
        sa.Column("provisioning_type", sa.String(length=16), nullable=False),
        sa.Column("cache_mode", sa.String(length=16), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disk_offering")),
    )
    op.create_table(
        "domain",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("network_domain", sa.String(length=255), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["domain.id"], name=op.f("fk_domain_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain")),
    )
    with op.batch_alter_table("domain", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_domain_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            "uq_domain_path", ["path"], unique=True, sqlite_where=sa.text("removed IS NULL"), postgresql_where=sa.text("removed IS NULL")
        )

    op.create_table(
        "hypervisor_capabilities",
        sa.Column("hypervisor", sa.String(length=32), nullable=False),
        sa.Column("hypervisor_version", sa.String(length=32), nullable=False),
        sa.Column("max_guests", sa.BigInteger(), nullable=True),
        sa.Column("max_data_volumes", sa.Integer(), nullable=False),
        sa.Column("max_hosts_per_cluster", sa.Integer(), nullable=True),
        sa.Column("security_groups", sa.Boolean(), nullable=False),
        sa.Column("vm_snapshots", sa.Boolean(), nullable=False),
        sa.Column("storage_motion", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hypervisor_capabilities")),
        sa.UniqueConstraint("hypervisor", "hypervisor_version", name=op.f("uq_hypervisor_capabilities_hypervisor_hypervisor_version")),
    )
    op.create_table(
        "leadership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("executor_id", sa.String(length=64), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leadership")),
    )
    op.create_table(
        "login_failure",
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_login_failure")),
    )
    op.create_table(
        "member",
        sa.Column("executor_id", sa.String(length=64), nullable=False),
        sa.Column("heartbeat", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("executor_id", name=op.f("pk_member")),
    )
    op.create_table(
        "os_category",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("is_featured", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_os_category")),
        sa.UniqueConstraint("name", name=op.f("uq_os_category_name")),
    )
    op.create_table(
        "outbox",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("topic", sa.String(length=8), nullable=False),
        sa.Column("audience", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("domain_path", sa.String(length=255), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_created"), ["created"], unique=False)

    op.create_table(
        "region",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("endpoint", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("name", name=op.f("uq_region_name")),
    )
    op.create_table(
        "resource_count",
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=255), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "type", "tag", name=op.f("pk_resource_count")),
    )
    op.create_table(
        "resource_limit",
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=255), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "type", "tag", name=op.f("pk_resource_limit")),
    )
    op.create_table(
        "role",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "sequence",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sequence")),
    )
    op.create_table(
        "setting_value",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("scope_id", sa.String(length=36), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_value")),
        sa.UniqueConstraint("name", "scope", "scope_id", name=op.f("uq_setting_value_name_scope_scope_id")),
    )
    op.create_table(
        "os_type",
        sa.Column("category_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("plain_name", sa.String(length=255), nullable=False),
        sa.Column("is_user_defined", sa.Boolean(), nullable=False),
        sa.Column("display", sa.Boolean(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["os_category.id"], name=op.f("fk_os_type_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_os_type")),
        sa.UniqueConstraint("name", name=op.f("uq_os_type_name")),
    )
    op.create_table(
        "portable_ip_range",
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(length=64), nullable=False),
        sa.Column("netmask", sa.String(length=64), nullable=False),
        sa.Column("first_ip", sa.String(length=64), nullable=False),
        sa.Column("last_ip", sa.String(length=64), nullable=False),
        sa.Column("vlan", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_portable_ip_range_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portable_ip_range")),
    )
    op.create_table(
        "role_permission",
        sa.Column("role_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=255), nullable=False),
        sa.Column("allow", sa.Boolean(), nullable=False),
        sa.Column("bounded", sa.Boolean(), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_role_permission_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_permission")),
    )
    with op.batch_alter_table("role_permission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_permission_role_id"), ["role_id"], unique=False)

    op.create_table(
        "service_offering",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("display_text", sa.String(length=4096), nullable=False),
        sa.Column("cpus", sa.Integer(), nullable=True),
        sa.Column("cpu_mhz", sa.Integer(), nullable=True),
        sa.Column("memory_mib", sa.Integer(), nullable=True),
        sa.Column("min_cpus", sa.Integer(), nullable=False),
        sa.Column("max_cpus", sa.Integer(), nullable=False),
        sa.Column("min_memory_mib", sa.Integer(), nullable=False),
        sa.Column("max_memory_mib", sa.Integer(), nullable=False),
        sa.Column("root_disk_size", sa.BigInteger(), nullable=False),
        sa.Column("disk_offering_id", sa.String(length=36), nullable=True),
        sa.Column("disk_offering_strictness", sa.Boolean(), nullable=False),
        sa.Column("offer_ha", sa.Boolean(), nullable=False),
        sa.Column("limit_cpu_use", sa.Boolean(), nullable=False),
        sa.Column("network_rate", sa.Integer(), nullable=True),
        sa.Column("dynamic_scaling_enabled", sa.Boolean(), nullable=False),
        sa.Column("deployment_planner", sa.String(length=64), nullable=False),
        sa.Column("host_tags", sa.String(length=255), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("domain_ids", sa.Text(), nullable=False),
        sa.Column("zone_ids", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Integer(), nullable=False),
        sa.Column("storage_type", sa.String(length=16), nullable=False),
        sa.Column("storage_tags", sa.String(length=255), nullable=False),
        sa.Column("provisioning_type", sa.String(length=16), nullable=False),
        sa.Column("cache_mode", sa.String(length=16), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["disk_offering_id"], ["disk_offering.id"], name=op.f("fk_service_offering_disk_offering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_offering")),
    )
    op.create_table(
        "zone",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("network_type", sa.String(length=16), nullable=False),
        sa.Column("security_groups", sa.Boolean(), nullable=False),
        sa.Column("local_storage", sa.Boolean(), nullable=False),
        sa.Column("allocation_state", sa.String(32), nullable=False),
        sa.Column("dns1", sa.String(length=64), nullable=False),
        sa.Column("dns2", sa.String(length=64), nullable=True),
        sa.Column("internal_dns1", sa.String(length=64), nullable=False),
        sa.Column("internal_dns2", sa.String(length=64), nullable=True),
        sa.Column("ip6_dns1", sa.String(length=64), nullable=True),
        sa.Column("ip6_dns2", sa.String(length=64), nullable=True),
        sa.Column("guest_cidr", sa.String(length=64), nullable=True),
        sa.Column("domain", sa.String(length=255), nullable=True),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("domain_id", sa.String(length=36), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("sort_key", sa.Integer(), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["domain_id"], ["domain.id"], name=op.f("fk_zone_domain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
    )
    with op.batch_alter_table("zone", schema=None) as batch_op:
        batch_op.create_index(
            "uq_zone_name", ["name"], unique=True, sqlite_where=sa.text("removed IS NULL"), postgresql_where=sa.text("removed IS NULL")
        )

    op.create_table(
        "account",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("domain_id", sa.String(length=36), nullable=False),
        sa.Column("role_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=True),
        sa.Column("project_name", sa.String(length=255), nullable=True),
        sa.Column("default_zone_id", sa.String(length=36), nullable=True),
        sa.Column("network_domain", sa.String(length=255), nullable=True),
        sa.Column("api_key_access", sa.String(length=16), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("ending", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["default_zone_id"], ["zone.id"], name=op.f("fk_account_default_zone_id")),
        sa.ForeignKeyConstraint(["domain_id"], ["domain.id"], name=op.f("fk_account_domain_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_account_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_domain_id"), ["domain_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_project_id"), ["project_id"], unique=False)
        batch_op.create_index(
            "uq_account_name",
            ["domain_id", "name"],
            unique=True,
            sqlite_where=sa.text("removed IS NULL"),
            postgresql_where=sa.text("removed IS NULL"),
        )

    op.create_table(
        "image_store",
        sa.Column("zone_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("protocol", sa.String(length=16), nullable=False),
        sa.Column("url", sa.String(length=1024), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("read_only", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_image_store_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image_store")),
    )
    op.create_table(
        "network_offering",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("display_text", sa.String(length=4096), nullable=False),
        sa.Column("guest_type", sa.String(length=16), nullable=False),
        sa.Column("traffic_type", sa.String(length=16), nullable=False),
        sa.Column("specify_ip_ranges", sa.Boolean(), nullable=False),
        sa.Column("specify_vlan", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("availability", sa.String(length=16), nullable=False),
        sa.Column("is_persistent", sa.Boolean(), nullable=False),
        sa.Column("for_vpc", sa.Boolean(), nullable=False),
        sa.Column("conserve_mode", sa.Boolean(), nullable=False),
        sa.Column("egress_default_policy", sa.Boolean(), nullable=False),
        sa.Column("keep_alive", sa.Boolean(), nullable=False),
        sa.Column("network_rate", sa.Integer(), nullable=True),
        sa.Column("max_connections", sa.Integer(), nullable=True),
        sa.Column("service_offering_id", sa.String(length=36), nullable=True),
        sa.Column("tags", sa.String(length=4096), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("domain_ids", sa.Text(), nullable=False),
        sa.Column("zone_ids", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Integer(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("capabilities", sa.JSON(), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["service_offering_id"], ["service_offering.id"], name=op.f("fk_network_offering_service_offering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_offering")),
    )
    with op.batch_alter_table("network_offering", schema=None) as batch_op:
        batch_op.create_index(
            "uq_network_offering_name",
            ["name"],
            unique=True,
            sqlite_where=sa.text("removed IS NULL"),
            postgresql_where=sa.text("removed IS NULL"),
        )

    op.create_table(
        "physical_network",
        sa.Column("zone_id", sa.String(length=36), nullable=False),
        sa.Column("domain_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("isolation", sa.String(length=255), nullable=False),
        sa.Column("broadcast_domain_range", sa.String(length=16), nullable=False),
        sa.Column("speed", sa.String(length=32), nullable=False),
        sa.Column("vlan", sa.Text(), nullable=False),
        sa.Column("tags", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["domain_id"], ["domain.id"], name=op.f("fk_physical_network_domain_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_physical_network_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_physical_network")),
    )
    with op.batch_alter_table("physical_network", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_physical_network_zone_id"), ["zone_id"], unique=False)

    op.create_table(
        "pod",
        sa.Column("zone_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("gateway", sa.String(length=64), nullable=False),
        sa.Column("netmask", sa.String(length=64), nullable=False),
        sa.Column("ranges", sa.JSON(), nullable=False),
        sa.Column("allocation_state", sa.String(32), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_pod_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pod")),
    )
    with op.batch_alter_table("pod", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pod_zone_id"), ["zone_id"], unique=False)
        batch_op.create_index(
            "uq_pod_zone_id_name",
            ["zone_id", "name"],
            unique=True,
            sqlite_where=sa.text("removed IS NULL"),
            postgresql_where=sa.text("removed IS NULL"),
        )

    op.create_table(
        "vpc_offering",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("display_text", sa.String(length=255), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("service_offering_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("domain_ids", sa.Text(), nullable=False),
        sa.Column("zone_ids", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Integer(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("capabilities", sa.JSON(), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["service_offering_id"], ["service_offering.id"], name=op.f("fk_vpc_offering_service_offering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vpc_offering")),
    )
    with op.batch_alter_table("vpc_offering", schema=None) as batch_op:
        batch_op.create_index(
            "uq_vpc_offering_name",
            ["name"],
            unique=True,
            sqlite_where=sa.text("removed IS NULL"),
            postgresql_where=sa.text("removed IS NULL"),
        )

    op.create_table(
        "affinity_group",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_affinity_group_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affinity_group")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_affinity_group_account_id_name")),
    )
    with op.batch_alter_table("affinity_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_affinity_group_account_id"), ["account_id"], unique=False)

    op.create_table(
        "annotation",
        sa.Column("entity_type", sa.String(length=32), nullable=False),
        sa.Column("entity_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("user_name", sa.String(length=255), nullable=False),
        sa.Column("admins_only", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_annotation_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation")),
    )
    with op.batch_alter_table("annotation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_annotation_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_annotation_entity", ["entity_type", "entity_id"], unique=False)

    op.create_table(
        "cluster",
        sa.Column("zone_id", sa.String(length=36), nullable=False),
        sa.Column("pod_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("hypervisor", sa.String(length=32), nullable=False),
        sa.Column("allocation_state", sa.String(32), nullable=False),
        sa.Column("managed_state", sa.String(length=16), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pod_id"], ["pod.id"], name=op.f("fk_cluster_pod_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_cluster_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster")),
    )
    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cluster_pod_id"), ["pod_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cluster_zone_id"), ["zone_id"], unique=False)
        batch_op.create_index(
            "uq_cluster_pod_id_name",
            ["pod_id", "name"],
            unique=True,
            sqlite_where=sa.text("removed IS NULL"),
            postgresql_where=sa.text("removed IS NULL"),
        )

    op.create_table(
        "dedication",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("resource_id", sa.String(length=36), nullable=False),
        sa.Column("domain_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_dedication_account_id")),
        sa.ForeignKeyConstraint(["domain_id"], ["domain.id"], name=op.f("fk_dedication_domain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dedication")),
        sa.UniqueConstraint("kind", "resource_id", name=op.f("uq_dedication_kind_resource_id")),
    )
    op.create_table(
        "guest_vlan_range",
        sa.Column("physical_network_id", sa.String(length=36), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_guest_vlan_range_account_id")),
        sa.ForeignKeyConstraint(["physical_network_id"], ["physical_network.id"], name=op.f("fk_guest_vlan_range_physical_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_vlan_range")),
    )
    with op.batch_alter_table("guest_vlan_range", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guest_vlan_range_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_guest_vlan_range_physical_network_id"), ["physical_network_id"], unique=False)

    op.create_table(
        "instance_group",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_instance_group_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance_group")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_instance_group_account_id_name")),
    )
    with op.batch_alter_table("instance_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_instance_group_account_id"), ["account_id"], unique=False)

    op.create_table(
        "network",
        sa.Column("zone_id", sa.String(length=36), nullable=False),
        sa.Column("physical_network_id", sa.String(length=36), nullable=True),
        sa.Column("offering_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("display_text", sa.String(length=4096), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("acl_type", sa.String(length=16), nullable=False),
        sa.Column("domain_id", sa.String(length=36), nullable=True),
        sa.Column("subdomain_access", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("cidr", sa.String(length=64), nullable=False),
        sa.Column("gateway", sa.String(length=64), nullable=False),
        sa.Column("router_ip", sa.String(length=64), nullable=False),
        sa.Column("vlan", sa.String(length=32), nullable=False),
        sa.Column("display", sa.Boolean(), nullable=False),
        sa.Column("hide_address_usage", sa.Boolean(), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=True),
        sa.Column("public_mtu", sa.Integer(), nullable=False),
        sa.Column("dns_domain", sa.String(length=255), nullable=False),
        sa.Column("dns1", sa.String(length=64), nullable=True),
        sa.Column("dns2", sa.String(length=64), nullable=True),
        sa.Column("bridge", sa.String(length=15), nullable=False),
        sa.Column("mtu", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_network_account_id")),
        sa.ForeignKeyConstraint(["domain_id"], ["domain.id"], name=op.f("fk_network_domain_id")),
        sa.ForeignKeyConstraint(["offering_id"], ["network_offering.id"], name=op.f("fk_network_offering_id")),
        sa.ForeignKeyConstraint(["physical_network_id"], ["physical_network.id"], name=op.f("fk_network_physical_network_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_network_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network")),
    )
    with op.batch_alter_table("network", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_network_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_network_zone_id"), ["zone_id"], unique=False)

    op.create_table(
        "network_service_provider",
        sa.Column("physical_network_id", sa.String(length=36), nullable=False),
        sa.Column("destination_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["destination_id"], ["physical_network.id"], name=op.f("fk_network_service_provider_destination_id")),
        sa.ForeignKeyConstraint(
            ["physical_network_id"], ["physical_network.id"], name=op.f("fk_network_service_provider_physical_network_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_service_provider")),
        sa.UniqueConstraint("physical_network_id", "name", name=op.f("uq_network_service_provider_physical_network_id_name")),
    )
    with op.batch_alter_table("network_service_provider", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_network_service_provider_physical_network_id"), ["physical_network_id"], unique=False)

    op.create_table(
        "project",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("display_text", sa.String(length=255), nullable=False),
        sa.Column("domain_id", sa.String(length=36), nullable=False),
        sa.Column("creator_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_project_account_id")),
        sa.ForeignKeyConstraint(["creator_id"], ["account.id"], name=op.f("fk_project_creator_id")),
        sa.ForeignKeyConstraint(["domain_id"], ["domain.id"], name=op.f("fk_project_domain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(
            "uq_project_name",
            ["domain_id", "name"],
            unique=True,
            sqlite_where=sa.text("removed IS NULL"),
            postgresql_where=sa.text("removed IS NULL"),
        )

    op.create_table(
        "resource_icon",
        sa.Column("resource_type", sa.String(length=32), nullable=False),
        sa.Column("resource_id", sa.String(length=36), nullable=False),
        sa.Column("image", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_resource_icon_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_icon")),
        sa.UniqueConstraint("resource_type", "resource_id", name=op.f("uq_resource_icon_resource_type_resource_id")),
    )
    with op.batch_alter_table("resource_icon", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resource_icon_account_id"), ["account_id"], unique=False)

    op.create_table(
        "security_group",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.String(length=4096), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_security_group_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_group")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_security_group_account_id_name")),
    )
    with op.batch_alter_table("security_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_security_group_account_id"), ["account_id"], unique=False)

    op.create_table(
        "ssh_key_pair",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=128), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_ssh_key_pair_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ssh_key_pair")),
        sa.UniqueConstraint("account_id", "fingerprint", name=op.f("uq_ssh_key_pair_account_id_fingerprint")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_ssh_key_pair_account_id_name")),
    )
    with op.batch_alter_table("ssh_key_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ssh_key_pair_account_id"), ["account_id"], unique=False)

    op.create_table(
        "storage_ip_range",
        sa.Column("zone_id", sa.String(length=36), nullable=False),
        sa.Column("pod_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(length=64), nullable=False),
        sa.Column("netmask", sa.String(length=64), nullable=False),
        sa.Column("first_ip", sa.String(length=64), nullable=False),
        sa.Column("last_ip", sa.String(length=64), nullable=False),
        sa.Column("vlan", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["pod_id"], ["pod.id"], name=op.f("fk_storage_ip_range_pod_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_storage_ip_range_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storage_ip_range")),
    )
    with op.batch_alter_table("storage_ip_range", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_storage_ip_range_pod_id"), ["pod_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_storage_ip_range_zone_id"), ["zone_id"], unique=False)

    op.create_table(
        "tag",
        sa.Column("resource_type", sa.String(length=32), nullable=False),
        sa.Column("resource_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_tag_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("resource_type", "resource_id", "key", name=op.f("uq_tag_resource_type_resource_id_key")),
    )
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tag_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_tag_key_value", ["key", "value"], unique=False)
        batch_op.create_index(batch_op.f("ix_tag_resource_id"), ["resource_id"], unique=False)

    op.create_table(
        "traffic_type",
        sa.Column("physical_network_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("vlan", sa.String(length=255), nullable=False),
        sa.Column("isolation", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["physical_network_id"], ["physical_network.id"], name=op.f("fk_traffic_type_physical_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traffic_type")),
        sa.UniqueConstraint("physical_network_id", "kind", name=op.f("uq_traffic_type_physical_network_id_kind")),
    )
    with op.batch_alter_table("traffic_type", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_traffic_type_physical_network_id"), ["physical_network_id"], unique=False)

    op.create_table(
        "user",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("domain_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("first_name", sa.String(length=255), nullable=False),
        sa.Column("last_name", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("api_key_access", sa.String(length=16), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("factor_mandated", sa.Boolean(), nullable=False),
        sa.Column("factor", sa.String(length=16), nullable=True),
        sa.Column("sealed_factor", sa.String(length=255), nullable=True),
        sa.Column("factor_proven", sa.Boolean(), nullable=False),
        sa.Column("factor_step", sa.Integer(), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_user_account_id")),
        sa.ForeignKeyConstraint(["domain_id"], ["domain.id"], name=op.f("fk_user_domain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            "uq_user_name",
            ["domain_id", "name"],
            unique=True,
            sqlite_where=sa.text("removed IS NULL"),
            postgresql_where=sa.text("removed IS NULL"),
        )

    op.create_table(
        "user_data",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("params", sa.String(length=4096), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_user_data_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_data")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_user_data_account_id_name")),
    )
    with op.batch_alter_table("user_data", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_data_account_id"), ["account_id"], unique=False)

    op.create_table(
        "webhook",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("url", sa.String(length=1024), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("verify", sa.Boolean(), nullable=False),
        sa.Column("scope", sa.String(32), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_webhook_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_webhook_account_id_name")),
    )
    with op.batch_alter_table("webhook", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_account_id"), ["account_id"], unique=False)

    op.create_table(
        "api_key_pair",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("description", sa.String(length=1024), nullable=True),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=True),
        sa.Column("api_key", sa.String(length=255), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_key_pair_account_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_api_key_pair_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key_pair")),
        sa.UniqueConstraint("api_key", name=op.f("uq_api_key_pair_api_key")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_api_key_pair_user_id_name")),
    )
    with op.batch_alter_table("api_key_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_pair_account_id"), ["account_id"], unique=False)
        batch_op.create_index("uq_api_key_pair_own", ["user_id"], unique=True, sqlite_where=sa.text("own"), postgresql_where=sa.text("own"))

    op.create_table(
        "event",
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("description", sa.String(length=1024), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("user_name", sa.String(length=255), nullable=False),
        sa.Column("domain_id", sa.String(length=36), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("entity", sa.String(length=64), nullable=True),
        sa.Column("entity_id", sa.String(length=36), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_event_account_id")),
        sa.ForeignKeyConstraint(["domain_id"], ["domain.id"], name=op.f("fk_event_domain_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_event_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_event_created", ["created"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_domain_id"), ["domain_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_entity_id"), ["entity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_type"), ["type"], unique=False)

    op.create_table(
        "host",
        sa.Column("zone_id", sa.String(length=36), nullable=False),
        sa.Column("pod_id", sa.String(length=36), nullable=False),
        sa.Column("cluster_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("url", sa.String(length=255), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("local_path", sa.String(length=1024), nullable=False),
        sa.Column("hypervisor", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("resource_state", sa.String(32), nullable=False),
        sa.Column("cpus", sa.Integer(), nullable=False),
        sa.Column("cpu_mhz", sa.Integer(), nullable=False),
        sa.Column("memory", sa.BigInteger(), nullable=False),
        sa.Column("reserved_memory", sa.BigInteger(), nullable=False),
        sa.Column("used_cpu_mhz", sa.Integer(), nullable=False),
        sa.Column("used_memory", sa.BigInteger(), nullable=False),
        sa.Column("boot_id", sa.String(length=64), nullable=False),
        sa.Column("acceleration", sa.String(length=8), nullable=False),
        sa.Column("acceleration_reason", sa.String(length=1024), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("stats", sa.JSON(), nullable=False),
        sa.Column("tags", sa.String(length=255), nullable=False),
        sa.Column("os_category_id", sa.String(length=36), nullable=True),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_host_cluster_id")),
        sa.ForeignKeyConstraint(["os_category_id"], ["os_category.id"], name=op.f("fk_host_os_category_id")),
        sa.ForeignKeyConstraint(["pod_id"], ["pod.id"], name=op.f("fk_host_pod_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_host_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host")),
    )
    with op.batch_alter_table("host", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_host_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_host_pod_id"), ["pod_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_host_zone_id"), ["zone_id"], unique=False)
        batch_op.create_index(
            "uq_host_name", ["name"], unique=True, sqlite_where=sa.text("removed IS NULL"), postgresql_where=sa.text("removed IS NULL")
        )

    op.create_table(
        "ip_range",
        sa.Column("zone_id", sa.String(length=36), nullable=False),
        sa.Column("physical_network_id", sa.String(length=36), nullable=False),
        sa.Column("network_id", sa.String(length=36), nullable=True),
        sa.Column("pod_id", sa.String(length=36), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("domain_id", sa.String(length=36), nullable=True),
        sa.Column("for_system_vms", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(length=64), nullable=False),
        sa.Column("netmask", sa.String(length=64), nullable=False),
        sa.Column("first_ip", sa.String(length=64), nullable=False),
        sa.Column("last_ip", sa.String(length=64), nullable=False),
        sa.Column("vlan", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_ip_range_account_id")),
        sa.ForeignKeyConstraint(["domain_id"], ["domain.id"], name=op.f("fk_ip_range_domain_id")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_ip_range_network_id")),
        sa.ForeignKeyConstraint(["physical_network_id"], ["physical_network.id"], name=op.f("fk_ip_range_physical_network_id")),
        sa.ForeignKeyConstraint(["pod_id"], ["pod.id"], name=op.f("fk_ip_range_pod_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_ip_range_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ip_range")),
    )
    with op.batch_alter_table("ip_range", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ip_range_network_id"), ["network_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ip_range_physical_network_id"), ["physical_network_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ip_range_zone_id"), ["zone_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("operation", sa.String(length=100), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("command", sa.String(length=100), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("role_type", sa.String(32), nullable=False),
        sa.Column("entity", sa.String(length=64), nullable=True),
        sa.Column("instance_id", sa.String(length=36), nullable=True),
        sa.Column("event", sa.String(length=64), nullable=True),
        sa.Column("description", sa.String(length=1024), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("step_name", sa.String(length=100), nullable=False),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("waits_for", sa.String(length=36), nullable=True),
        sa.Column("manager", sa.String(length=64), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("error_status", sa.Integer(), nullable=True),
        sa.Column("error_number", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("error_public", sa.Text(), nullable=True),
        sa.Column("started", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_job_account_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_job_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_job_created", ["created"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_ended"), ["ended"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_instance_id"), ["instance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_waits_for"), ["waits_for"], unique=False)

    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_login_session_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_session")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "network_permission",
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_network_permission_account_id")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_network_permission_network_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_permission")),
        sa.UniqueConstraint("network_id", "account_id", name=op.f("uq_network_permission_network_id_account_id")),
    )
    with op.batch_alter_table("network_permission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_network_permission_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_network_permission_network_id"), ["network_id"], unique=False)

    op.create_table(
        "password_reset",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_token", sa.String(length=500), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mail_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_password_reset_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_password_reset")),
    )
    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_reset_mail_due"), ["mail_due"], unique=False)

    op.create_table(
        "project_role",
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_role_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_role")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_project_role_project_id_name")),
    )
    op.create_table(
        "provider_element",
        sa.Column("provider_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["network_service_provider.id"], name=op.f("fk_provider_element_provider_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_element")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_provider_element_provider_id")),
    )
    op.create_table(
        "security_group_rule",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("group_id", sa.String(length=36), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("protocol", sa.String(length=8), nullable=False),
        sa.Column("first_port", sa.Integer(), nullable=True),
        sa.Column("last_port", sa.Integer(), nullable=True),
        sa.Column("icmp_type", sa.Integer(), nullable=True),
        sa.Column("icmp_code", sa.Integer(), nullable=True),
        sa.Column("cidr", sa.String(length=64), nullable=True),
        sa.Column("source_group_id", sa.String(length=36), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_security_group_rule_account_id")),
        sa.ForeignKeyConstraint(["group_id"], ["security_group.id"], name=op.f("fk_security_group_rule_group_id")),
        sa.ForeignKeyConstraint(["source_group_id"], ["security_group.id"], name=op.f("fk_security_group_rule_source_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_group_rule")),
    )
    with op.batch_alter_table("security_group_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_security_group_rule_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_security_group_rule_group_id"), ["group_id"], unique=False)

    op.create_table(
        "template",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("display_text", sa.String(length=4096), nullable=False),
        sa.Column("zone_id", sa.String(length=36), nullable=False),
        sa.Column("image_store_id", sa.String(length=36), nullable=True),
        sa.Column("os_type_id", sa.String(length=36), nullable=True),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("hypervisor", sa.String(length=32), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("arch", sa.String(length=16), nullable=False),
        sa.Column("path", sa.String(length=1024), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("physical_size", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("is_featured", sa.Boolean(), nullable=False),
        sa.Column("is_extractable", sa.Boolean(), nullable=False),
        sa.Column("is_bootable", sa.Boolean(), nullable=False),
        sa.Column("is_dynamically_scalable", sa.Boolean(), nullable=False),
        sa.Column("password_enabled", sa.Boolean(), nullable=False),
        sa.Column("ssh_key_enabled", sa.Boolean(), nullable=False),
        sa.Column("user_data_id", sa.String(length=36), nullable=True),
        sa.Column("user_data_policy", sa.String(length=16), nullable=False),
        sa.Column("requires_hvm", sa.Boolean(), nullable=False),
        sa.Column("template_tag", sa.String(length=255), nullable=True),
        sa.Column("sort_key", sa.Integer(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_template_account_id")),
        sa.ForeignKeyConstraint(["image_store_id"], ["image_store.id"], name=op.f("fk_template_image_store_id")),
        sa.ForeignKeyConstraint(["os_type_id"], ["os_type.id"], name=op.f("fk_template_os_type_id")),
        sa.ForeignKeyConstraint(["user_data_id"], ["user_data.id"], name=op.f("fk_template_user_data_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_template_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
    )
    with op.batch_alter_table("template", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_template_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_template_zone_id"), ["zone_id"], unique=False)

    op.create_table(
        "webhook_delivery",
        sa.Column("webhook_id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=True),
        sa.Column("event_type", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_webhook_delivery_account_id")),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
    )
    with op.batch_alter_table("webhook_delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_delivery_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_webhook_delivery_webhook_id"), ["webhook_id"], unique=False)

    op.create_table(
        "instance",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("display_name", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(length=2048), nullable=True),
        sa.Column("wanted", sa.String(length=8), nullable=False),
        sa.Column("born_running", sa.Boolean(), nullable=False),
        sa.Column("zone_id", sa.String(length=36), nullable=False),
        sa.Column("host_id", sa.String(length=36), nullable=True),
        sa.Column("last_host_id", sa.String(length=36), nullable=True),
        sa.Column("host_boot_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("template_id", sa.String(length=36), nullable=False),
        sa.Column("service_offering_id", sa.String(length=36), nullable=False),
        sa.Column("os_type_id", sa.String(length=36), nullable=True),
        sa.Column("group_id", sa.String(length=36), nullable=True),
        sa.Column("hypervisor", sa.String(length=32), nullable=False),
        sa.Column("cpus", sa.Integer(), nullable=False),
        sa.Column("cpu_mhz", sa.Integer(), nullable=False),
        sa.Column("memory_mib", sa.Integer(), nullable=False),
        sa.Column("claimed_cpu_mhz", sa.Integer(), nullable=False),
        sa.Column("claimed_memory", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("user_data", sa.Text(), nullable=True),
        sa.Column("user_data_id", sa.String(length=36), nullable=True),
        sa.Column("user_data_details", sa.JSON(), nullable=False),
        sa.Column("public_keys", sa.Text(), nullable=False),
        sa.Column("key_pairs", sa.String(length=1024), nullable=False),
        sa.Column("password_enabled", sa.Boolean(), nullable=False),
        sa.Column("sealed_password", sa.Text(), nullable=True),
        sa.Column("password_id", sa.String(length=36), nullable=False),
        sa.Column("display_vm", sa.Boolean(), nullable=False),
        sa.Column("ha_enabled", sa.Boolean(), nullable=False),
        sa.Column("is_dynamically_scalable", sa.Boolean(), nullable=False),
        sa.Column("delete_protection", sa.Boolean(), nullable=False),
        sa.Column("acceleration", sa.String(length=8), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("limit_tags", sa.String(length=512), nullable=False),
        sa.Column("guard_generation", sa.Integer(), nullable=False),
        sa.Column("guard_applied", sa.Integer(), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=True),
        sa.Column("destroyed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_instance_account_id")),
        sa.ForeignKeyConstraint(["group_id"], ["instance_group.id"], name=op.f("fk_instance_group_id")),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name=op.f("fk_instance_host_id")),
        sa.ForeignKeyConstraint(["os_type_id"], ["os_type.id"], name=op.f("fk_instance_os_type_id")),
        sa.ForeignKeyConstraint(["service_offering_id"], ["service_offering.id"], name=op.f("fk_instance_service_offering_id")),
        sa.ForeignKeyConstraint(["template_id"], ["template.id"], name=op.f("fk_instance_template_id")),
        sa.ForeignKeyConstraint(["user_data_id"], ["user_data.id"], name=op.f("fk_instance_user_data_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_instance_user_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_instance_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance")),
        sa.UniqueConstraint("number", name=op.f("uq_instance_number")),
    )
    with op.batch_alter_table("instance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_instance_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_instance_host_id"), ["host_id"], unique=False)
        batch_op.create_index(
            "ix_instance_listed", ["removed", "name", "id", "display_name", "account_id", "zone_id", "state", "display_vm"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_instance_operation_id"), ["operation_id"], unique=False)
        batch_op.create_index("ix_instance_owned", ["account_id", "removed", "name", "id", "display_vm"], unique=False)
        batch_op.create_index(batch_op.f("ix_instance_service_offering_id"), ["service_offering_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_instance_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_instance_template_id"), ["template_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_instance_zone_id"), ["zone_id"], unique=False)

    op.create_table(
        "project_invitation",
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("project_role_id", sa.String(length=36), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("sealed_token", sa.String(length=500), nullable=True),
        sa.Column("mail_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_tries", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_project_invitation_account_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_invitation_project_id")),
        sa.ForeignKeyConstraint(["project_role_id"], ["project_role.id"], name=op.f("fk_project_invitation_project_role_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_project_invitation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_invitation")),
    )
    with op.batch_alter_table("project_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_invitation_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_invitation_mail_due"), ["mail_due"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_invitation_project_id"), ["project_id"], unique=False)

    op.create_table(
        "project_member",
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("project_role_id", sa.String(length=36), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_project_member_account_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_member_project_id")),
        sa.ForeignKeyConstraint(["project_role_id"], ["project_role.id"], name=op.f("fk_project_member_project_role_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_project_member_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_member")),
        sa.UniqueConstraint("project_id", "user_id", name=op.f("uq_project_member_project_id_user_id")),
    )
    with op.batch_alter_table("project_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_member_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            "uq_project_member_account",
            ["project_id", "account_id"],
            unique=True,
            sqlite_where=sa.text("user_id IS NULL"),
            postgresql_where=sa.text("user_id IS NULL"),
        )

    op.create_table(
        "project_role_permission",
        sa.Column("project_role_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=255), nullable=False),
        sa.Column("allow", sa.Boolean(), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_role_id"], ["project_role.id"], name=op.f("fk_project_role_permission_project_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_role_permission")),
    )
    with op.batch_alter_table("project_role_permission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_role_permission_project_role_id"), ["project_role_id"], unique=False)

    op.create_table(
        "public_address",
        sa.Column("range_id", sa.String(length=36), nullable=False),
        sa.Column("zone_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("allocated", sa.DateTime(timezone=True), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_public_address_account_id")),
        sa.ForeignKeyConstraint(["range_id"], ["ip_range.id"], name=op.f("fk_public_address_range_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_public_address_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_address")),
        sa.UniqueConstraint("range_id", "number", name=op.f("uq_public_address_range_id_number")),
    )
    with op.batch_alter_table("public_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_address_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_public_address_ip"), ["ip"], unique=False)
        batch_op.create_index(batch_op.f("ix_public_address_range_id"), ["range_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_public_address_zone_id"), ["zone_id"], unique=False)

    op.create_table(
        "router",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("zone_id", sa.String(length=36), nullable=False),
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("host_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("held_down", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("checked", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_router_account_id")),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name=op.f("fk_router_host_id")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_router_network_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_router_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_router")),
        sa.UniqueConstraint("name", name=op.f("uq_router_name")),
    )
    with op.batch_alter_table("router", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_router_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_router_host_id"), ["host_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_router_network_id"), ["network_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_router_zone_id"), ["zone_id"], unique=False)

    op.create_table(
        "storage_pool",
        sa.Column("zone_id", sa.String(length=36), nullable=False),
        sa.Column("pod_id", sa.String(length=36), nullable=True),
        sa.Column("cluster_id", sa.String(length=36), nullable=True),
        sa.Column("host_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("path", sa.String(length=1024), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("allocated", sa.BigInteger(), nullable=False),
        sa.Column("tags", sa.String(length=255), nullable=False),
        sa.Column("hypervisor", sa.String(length=32), nullable=False),
        sa.Column("capacity_iops", sa.BigInteger(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("fault", sa.String(length=1024), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_storage_pool_cluster_id")),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name=op.f("fk_storage_pool_host_id")),
        sa.ForeignKeyConstraint(["pod_id"], ["pod.id"], name=op.f("fk_storage_pool_pod_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_storage_pool_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storage_pool")),
    )
    with op.batch_alter_table("storage_pool", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_storage_pool_host_id"), ["host_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_storage_pool_operation_id"), ["operation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_storage_pool_zone_id"), ["zone_id"], unique=False)

    op.create_table(
        "template_permission",
        sa.Column("template_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_template_permission_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["template_id"], ["template.id"], name=op.f("fk_template_permission_template_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("template_id", "account_id", name=op.f("pk_template_permission")),
    )
    op.create_table(
        "affinity_group_member",
        sa.Column("group_id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["affinity_group.id"], name=op.f("fk_affinity_group_member_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_affinity_group_member_instance_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", "instance_id", name=op.f("pk_affinity_group_member")),
    )
    with op.batch_alter_table("affinity_group_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_affinity_group_member_instance_id"), ["instance_id"], unique=False)

    op.create_table(
        "console_ticket",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_console_ticket_instance_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_console_ticket")),
    )
    op.create_table(
        "instance_sample",
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("taken", sa.DateTime(timezone=True), nullable=False),
        sa.Column("memory_kib", sa.BigInteger(), nullable=False),
        sa.Column("memory_free_kib", sa.BigInteger(), nullable=False),
        sa.Column("cpu_share", sa.Double[float](), nullable=True),
        sa.Column("disk_read_rate", sa.Double[float](), nullable=True),
        sa.Column("disk_write_rate", sa.Double[float](), nullable=True),
        sa.Column("disk_read_request_rate", sa.Double[float](), nullable=True),
        sa.Column("disk_write_request_rate", sa.Double[float](), nullable=True),
        sa.Column("net_received_rate", sa.Double[float](), nullable=True),
        sa.Column("net_sent_rate", sa.Double[float](), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_instance_sample_instance_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("instance_id", "taken", name=op.f("pk_instance_sample")),
    )
    with op.batch_alter_table("instance_sample", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_instance_sample_taken"), ["taken"], unique=False)

    op.create_table(
        "instance_statistics",
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("taken", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vcpus", sa.Integer(), nullable=False),
        sa.Column("cpu_ns", sa.BigInteger(), nullable=False),
        sa.Column("disk_read_bytes", sa.BigInteger(), nullable=False),
        sa.Column("disk_write_bytes", sa.BigInteger(), nullable=False),
        sa.Column("disk_read_requests", sa.BigInteger(), nullable=False),
        sa.Column("disk_write_requests", sa.BigInteger(), nullable=False),
        sa.Column("net_received_bytes", sa.BigInteger(), nullable=False),
        sa.Column("net_sent_bytes", sa.BigInteger(), nullable=False),
        sa.Column("memory_kib", sa.BigInteger(), nullable=False),
        sa.Column("memory_free_kib", sa.BigInteger(), nullable=False),
        sa.Column("cpu_share", sa.Double[float](), nullable=True),
        sa.Column("disk_read_rate", sa.Double[float](), nullable=True),
        sa.Column("disk_write_rate", sa.Double[float](), nullable=True),
        sa.Column("disk_read_request_rate", sa.Double[float](), nullable=True),
        sa.Column("disk_write_request_rate", sa.Double[float](), nullable=True),
        sa.Column("net_received_rate", sa.Double[float](), nullable=True),
        sa.Column("net_sent_rate", sa.Double[float](), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_instance_statistics_instance_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_instance_statistics")),
    )
    op.create_table(
        "nic",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("network_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("mac", sa.String(length=17), nullable=False),
        sa.Column("hostname", sa.String(length=63), nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("dhcp_options", sa.JSON(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_nic_account_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_nic_instance_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_nic_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nic")),
        sa.UniqueConstraint("mac", name=op.f("uq_nic_mac")),
        sa.UniqueConstraint("network_id", "hostname", name=op.f("uq_nic_network_id_hostname")),
        sa.UniqueConstraint("network_id", "ip", name=op.f("uq_nic_network_id_ip")),
    )
    with op.batch_alter_table("nic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nic_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nic_instance_id"), ["instance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nic_network_id"), ["network_id"], unique=False)

    op.create_table(
        "security_group_member",
        sa.Column("group_id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["security_group.id"], name=op.f("fk_security_group_member_group_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_security_group_member_instance_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", "instance_id", name=op.f("pk_security_group_member")),
    )
    with op.batch_alter_table("security_group_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_security_group_member_instance_id"), ["instance_id"], unique=False)

    op.create_table(
        "volume",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("zone_id", sa.String(length=36), nullable=False),
        sa.Column("pool_id", sa.String(length=36), nullable=True),
        sa.Column("instance_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("template_id", sa.String(length=36), nullable=True),
        sa.Column("disk_offering_id", sa.String(length=36), nullable=True),
        sa.Column("service_offering_id", sa.String(length=36), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("limit_tags", sa.String(length=255), nullable=False),
        sa.Column("path", sa.String(length=1024), nullable=False),
        sa.Column("physical_size", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_volume_account_id")),
        sa.ForeignKeyConstraint(["disk_offering_id"], ["disk_offering.id"], name=op.f("fk_volume_disk_offering_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_volume_instance_id")),
        sa.ForeignKeyConstraint(["pool_id"], ["storage_pool.id"], name=op.f("fk_volume_pool_id")),
        sa.ForeignKeyConstraint(["service_offering_id"], ["service_offering.id"], name=op.f("fk_volume_service_offering_id")),
        sa.ForeignKeyConstraint(["template_id"], ["template.id"], name=op.f("fk_volume_template_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_volume_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volume")),
    )
    with op.batch_alter_table("volume", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_volume_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_volume_instance_id"), ["instance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_volume_operation_id"), ["operation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_volume_pool_id"), ["pool_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_volume_zone_id"), ["zone_id"], unique=False)
