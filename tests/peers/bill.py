"""Validates bills of materials against the official schema, strictly, and reads them.

Prints, a file a line, the names of components and of what each depends on.
"""

import json
import sys

from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

validator = JsonStrictValidator(SchemaVersion.V1_6)
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    error = validator.validate_str(text)
    if error is not None:
        sys.exit(f"{path}: {error.data}")
    bom = Bom.from_json(json.loads(text))
    bom.validate()
    components = {str(component.bom_ref): component.name for component in bom.components}
    if bom.metadata.component is not None:
        components[str(bom.metadata.component.bom_ref)] = bom.metadata.component.name
    dependencies = {
        str(one.ref): sorted(str(other.ref) for other in one.dependencies)
        for one in bom.dependencies
        if one.dependencies
    }
    print(json.dumps([components, dependencies], ensure_ascii=False, sort_keys=True))
