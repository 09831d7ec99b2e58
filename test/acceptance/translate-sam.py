"""Translates SAM templates as the transform of AWS does: a list of them on standard input, the outcomes on standard output."""

import json
import sys

from samtranslator.model.exceptions import ExceptionWithMessage
from samtranslator.policy_templates_data import POLICY_TEMPLATES_FILE
from samtranslator.public.exceptions import InvalidDocumentException
from samtranslator.translator.arn_generator import ArnGenerator
from samtranslator.translator.transform import transform


class NoManagedPolicies:
    """The transform knows AWS's policies by itself; it asks an account for others."""

    def load(self):
        return {}


def translated(template, parameters, region):
    ArnGenerator.BOTO_SESSION_REGION_NAME = region
    try:
        return {"template": transform(template, parameters, NoManagedPolicies())}
    except (InvalidDocumentException, ExceptionWithMessage) as error:
        return {"refused": str(error)}
    except KeyError as error:  # A policy behind Fn::If beside an event with a policy of its own: a defect of version 1.110.
        return {"refused": f"the transform broke off: {error!r}"}


request = json.load(sys.stdin)
with open(POLICY_TEMPLATES_FILE) as file:
    policy_templates = json.load(file)["Templates"]
json.dump(
    {
        "outcomes": [translated(**each) for each in request],
        "policyTemplates": policy_templates,
    },
    sys.stdout,
)
