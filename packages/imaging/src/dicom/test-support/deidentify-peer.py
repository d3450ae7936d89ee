"""The reference peer of deidentify/peers.int.test.ts: compares folders before and after with pydicom."""

import json
import os
import sys

import pydicom

GEOMETRY = ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "Rows", "Columns", "RescaleSlope", "RescaleIntercept")
# What names a person, a place, a visit or an occasion.
TELLING = ("PN", "LT", "ST", "UT")


def files(folder):
    for root, _, names in os.walk(folder):
        for name in sorted(names):
            yield pydicom.dcmread(os.path.join(root, name))


before = {(d.PixelData, str(d.ImagePositionPatient)): d for d in files(sys.argv[1])}
problems = []
count = 0
for d in files(sys.argv[2]):
    count += 1
    original = before.get((d.PixelData, str(d.ImagePositionPatient)))
    if original is None:
        problems.append("its pixels or its place are of no file")
        continue
    for keyword in GEOMETRY:
        if str(d.get(keyword)) != str(original.get(keyword)):
            problems.append(keyword)
    if d.file_meta.TransferSyntaxUID != original.file_meta.TransferSyntaxUID or d.PatientIdentityRemoved != "YES":
        problems.append("its statement")
    for element in d.iterall():
        if element.tag.is_private or (element.VR in TELLING and element.value):
            problems.append(str(element.tag))
        if element.VR == "UI" and str(element.value).count(".") > 1:
            for uid in element.value if element.VM > 1 else [element.value]:
                if not uid.startswith(("2.25.", "1.2.840.10008.")):
                    problems.append(str(element.tag))
print(json.dumps({"count": count, "problems": problems}))
