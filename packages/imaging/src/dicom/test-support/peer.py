"""The reference peer of peers.int.test.ts: makes series with pydicom, GDCM and highdicom, and reads any with SimpleITK or pydicom."""

import json
import os
import sys

import gdcm
import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    CTImageStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    generate_uid,
)

SLICES, ROWS, COLUMNS = 6, 96, 112
ANGLE = 0.35
OBLIQUE = [1, 0, 0, 0, np.cos(ANGLE), -np.sin(ANGLE)]


def stored(k, signed):
    y, x = np.mgrid[0:ROWS, 0:COLUMNS]
    radius = np.hypot(x - 56, y - 48)
    hu = np.where(radius < 40, 40 + 60 * np.sin(x / 9 + k) * np.cos(y / 7), -1000)
    noise = np.random.default_rng(k).normal(0, 12, hu.shape)
    values = np.clip(np.round(hu + noise) + (0 if signed else 1024), -1024 if signed else 0, 3071)
    return values.astype("int16" if signed else "uint16")


def slice_of(k, signed=False, orientation=(1, 0, 0, 0, 1, 0), uid="a"):
    d = Dataset()
    d.SOPClassUID = CTImageStorage
    d.SOPInstanceUID = generate_uid(entropy_srcs=[uid, str(k)])
    d.StudyInstanceUID = generate_uid(entropy_srcs=[uid, "study"])
    d.SeriesInstanceUID = generate_uid(entropy_srcs=[uid, "series"])
    d.FrameOfReferenceUID = generate_uid(entropy_srcs=[uid, "frame"])
    d.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    d.Modality, d.Manufacturer, d.ManufacturerModelName = "CT", "peer", "peer"
    d.DeviceSerialNumber, d.SoftwareVersions, d.StudyID = "1", "1", "1"
    d.PatientID, d.PatientName, d.PatientBirthDate, d.PatientSex = "P1", "A^B", "19700101", "O"
    d.StudyDate = d.SeriesDate = d.ContentDate = d.AcquisitionDate = "20200101"
    d.StudyTime = d.SeriesTime = d.ContentTime = d.AcquisitionTime = "120000"
    d.AccessionNumber, d.ReferringPhysicianName = "A1", ""
    d.SeriesNumber, d.InstanceNumber, d.AcquisitionNumber = 1, SLICES - k, 1
    d.PatientPosition, d.PositionReferenceIndicator = "HFS", ""
    normal = np.cross(orientation[:3], orientation[3:])
    d.ImagePositionPatient = [round(float(v), 6) for v in np.array([-40.5, -33.25, 700]) + 2.5 * k * normal]
    d.ImageOrientationPatient = [round(float(v), 8) for v in orientation]
    d.PixelSpacing, d.SliceThickness, d.KVP = [0.75, 0.8], 5, 120
    d.SamplesPerPixel, d.PhotometricInterpretation = 1, "MONOCHROME2"
    d.Rows, d.Columns, d.BitsAllocated = ROWS, COLUMNS, 16
    d.BitsStored = 16 if signed else 12
    d.HighBit, d.PixelRepresentation = d.BitsStored - 1, int(signed)
    d.RescaleIntercept, d.RescaleSlope, d.RescaleType = (0 if signed else -1024), 1, "HU"
    d.PixelData = stored(k, signed).tobytes()
    d["PixelData"].VR = "OW"
    d.file_meta = FileMetaDataset()
    d.file_meta.MediaStorageSOPClassUID = d.SOPClassUID
    d.file_meta.MediaStorageSOPInstanceUID = d.SOPInstanceUID
    d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return d


def write(root, name, datasets):
    os.makedirs(f"{root}/{name}")
    for k, d in enumerate(datasets):
        d.save_as(f"{root}/{name}/{(k * 5) % 7}.dcm", enforce_file_format=True)


def native(root):
    for name, syntax in (("implicit", ImplicitVRLittleEndian), ("explicit", ExplicitVRLittleEndian), ("big-endian", ExplicitVRBigEndian)):
        datasets = [slice_of(k, uid=name) for k in range(SLICES)]
        for d in datasets:
            d.file_meta.TransferSyntaxUID = syntax
            if syntax == ExplicitVRBigEndian:
                d.PixelData = np.frombuffer(d.PixelData, "<u2").astype(">u2").tobytes()
        write(root, name, datasets)
    write(root, "signed", [slice_of(k, True, uid="signed") for k in range(SLICES)])
    write(root, "oblique", [slice_of(k, orientation=OBLIQUE, uid="oblique") for k in range(SLICES)])


def compressed(root):
    kinds = {
        "rle": gdcm.TransferSyntax.RLELossless,
        "jpeg-lossless-57": gdcm.TransferSyntax.JPEGLosslessProcess14,
        "jpeg-lossless-70": gdcm.TransferSyntax.JPEGLosslessProcess14_1,
        "jpeg-ls": gdcm.TransferSyntax.JPEGLSLossless,
        "jpeg-ls-near": gdcm.TransferSyntax.JPEGLSNearLossless,
        "jpeg-2000": gdcm.TransferSyntax.JPEG2000Lossless,
        "jpeg-2000-lossy": gdcm.TransferSyntax.JPEG2000,
        "deflated": gdcm.TransferSyntax.DeflatedExplicitVRLittleEndian,
    }
    for name, kind in kinds.items():
        for source in ("explicit", "signed"):
            target = name if source == "explicit" else f"{name}-signed"
            os.makedirs(f"{root}/{target}")
            for file in sorted(os.listdir(f"{root}/{source}")):
                reader = gdcm.ImageReader()
                reader.SetFileName(f"{root}/{source}/{file}")
                assert reader.Read()
                change = gdcm.ImageChangeTransferSyntax()
                change.SetTransferSyntax(gdcm.TransferSyntax(kind))
                change.SetInput(reader.GetImage())
                assert change.Change(), target
                writer = gdcm.ImageWriter()
                writer.SetFile(reader.GetFile())
                writer.SetImage(change.GetOutput())
                writer.SetFileName(f"{root}/{target}/{file}")
                assert writer.Write()


def enhanced(root):
    from highdicom.legacy import LegacyConvertedEnhancedCTImage

    for name, orientation in (("enhanced", (1, 0, 0, 0, 1, 0)), ("enhanced-oblique", OBLIQUE)):
        datasets = [slice_of(k, orientation=orientation, uid=name) for k in (3, 0, 5, 1, 4, 2)]
        image = LegacyConvertedEnhancedCTImage(datasets, generate_uid(), 7, generate_uid(), 1, transfer_syntax_uid=ExplicitVRLittleEndian)
        os.makedirs(f"{root}/{name}")
        image.save_as(f"{root}/{name}/multi.dcm", enforce_file_format=True)


def save(out, array, **geometry):
    array.astype("<f8").tofile(f"{out}.raw")
    with open(f"{out}.json", "w") as file:
        json.dump({key: [float(v) for v in value] for key, value in geometry.items()}, file)


def read(folder, out):
    import SimpleITK as sitk

    names = sitk.ImageSeriesReader_GetGDCMSeriesFileNames(folder)
    image = sitk.ReadImage(names if len(names) > 1 else names[0])
    save(
        out,
        sitk.GetArrayFromImage(image),
        size=image.GetSize(),
        spacing=image.GetSpacing(),
        origin=image.GetOrigin(),
        direction=image.GetDirection(),
    )


def read_pydicom(folder, out):
    datasets = [pydicom.dcmread(f"{folder}/{file}") for file in os.listdir(folder)]
    datasets.sort(key=lambda d: float(d.ImagePositionPatient[2]))
    save(out, np.stack([d.pixel_array * float(d.RescaleSlope) + float(d.RescaleIntercept) for d in datasets]))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        native(sys.argv[2])
        compressed(sys.argv[2])
        enhanced(sys.argv[2])
    elif sys.argv[1] == "read":
        read(sys.argv[2], sys.argv[3])
    else:
        read_pydicom(sys.argv[2], sys.argv[3])
