using System.Buffers.Binary;
using System.IO.Compression;
using Stylize.Engine.Tests.Codecs;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Label masks of other programs instead of a threshold.</summary>
public sealed class GivenLabelTests : CliTest
{
    [Fact]
    public void Masks_of_a_single_image_keep_gaps_and_report_labels_in_pieces()
    {
        Save("image.tif", (x, y) => 100 + x);
        SampleFiles.Save(_folder["mask.png"], 60, 40, Label);
        var run = _folder.Run(
            "regions", "image.tif", "--labels", "mask.png", "--property", "Area,MeanIntensity,ConvexArea",
            "--json").Exits(0, "label 7 in several pieces");
        Assert.Equal([3, 7, 400], run.Json.Select(r => r.GetProperty("Label").GetInt32()));
        Assert.Equal([100, 50, 4], run.Json.Select(r => r.GetProperty("Area").GetInt32()));
        Assert.Equal(104.5, run.Json[0].GetProperty("MeanIntensity").GetDouble());
        Assert.Equal(100, run.Json[1].GetProperty("ConvexArea").GetInt32());
    }

    [Theory]
    [InlineData("size", "mask.png' is 30 x 40 pixels, but")]
    [InlineData("color", "is in color; a mask has one number per pixel")]
    [InlineData("fraction", "has the value 0.5 at (2, 0); labels are whole numbers")]
    [InlineData("jpeg", "mask.png' is compressed as JPEG, which changes labels")]
    [InlineData("negative", "has the value -1 at (2, 0); labels are whole numbers")]
    [InlineData("missing", "does not exist")]
    [InlineData("binary", "has only the label 255, in several pieces")]
    public void Wrong_masks_give_a_clear_message(string kind, string expected)
    {
        Save("image.tif", (x, y) => 100 + x);
        switch (kind)
        {
            case "size": SampleFiles.Save(_folder["mask.png"], 30, 40, Label); break;
            case "binary": SampleFiles.Save(_folder["mask.png"], 60, 40, (x, y) => Label(x, y) == 0 ? 0 : 255); break;
            case "fraction": SampleFiles.SaveFloats(_folder["mask.png"], 60, 40, (x, _) => x == 2 ? .5f : 0); break;
            case "negative": SampleFiles.SaveFloats(_folder["mask.png"], 60, 40, (x, _) => x == 2 ? -1 : 0); break;
            case "jpeg":
                File.WriteAllBytes(
                    _folder["mask.png"],
                    new DrawnTiff(64, 40, 8) { Compression = DrawnTiff.Packing.Jpeg, BlockHeight = 40 }
                        .Write(new long[64 * 40]));
                break;
            case "color": SampleFiles.SaveColor(_folder["mask.png"], 60, 40); break;
        }

        _folder.Run("regions", "image.tif", "--labels", "mask.png").Exits(kind == "binary" ? 0 : 1, expected);
    }

    [Fact]
    public void The_tiles_of_a_plate_have_masks_by_their_names()
    {
        for (var tile = 1; tile <= 2; tile++)
        {
            Save($"plate/P_A1_T0_{tile}_DAPI.tif", (x, y) => 100);
            Save($"plate/P_A1_T0_{tile}_GFP.tif", (x, y) => 500);
            SaveLabels($"plate/P_A1_T0_{tile}_DAPI_cp_masks.tif", 1000);
        }

        _folder.Run("segment plate -o out --channel DAPI --measure-channel GFP --label-pattern {name}_cp_masks.tif")
            .Exits(0);
        var rows = SampleFiles.Table(_folder["out/Regions/A1/P_A1_T0_DAPI_REGIONS.csv"]);
        // Labels of the second tile follow those of the first.
        Assert.Equal(["3000", "7000", "400000", "403000", "407000", "800000"], rows.Select(r => r["Label"]));
        Assert.Equal(["1", "1", "1", "2", "2", "2"], rows.Select(r => r["Tile"]));
        var mask = SampleFiles.Read(_folder["out/CellMasksMontage/A1/P_A1_T0_2_DAPI_ENCODED.tif"]);
        Assert.Equal(403000, mask[0, 0]);
    }

    [Fact]
    public void Masks_next_to_tiles_are_no_tiles_without_a_label_pattern()
    {
        Save("plate/P_A1_T0_1_DAPI.tif", (x, y) => 100);
        SaveLabels("plate/P_A1_T0_1_DAPI_cp_masks.tif");
        Save("plate/P_A1_T0_2_DAPI.tif", (x, y) => 100);
        SaveLabels("plate/P_A1_T0_2_DAPI_mask.tif");
        SaveLabels("plate/P_A1_T0_3_DAPI_mask.tif");

        // The third file is a tile, because no other file has the rest of its name.
        var run = _folder.Run("segment plate --list --json").Exits(
            0, "Skipped 2 label masks, such as 'P_A1_T0_1_DAPI_cp_masks.tif'. Use --label-path '{name}_cp_masks.tif'");
        Assert.Equal(3, run.OutLines.Length);
    }

    [Fact]
    public void Labels_above_16_bits_are_exported_and_cropped_with_their_numbers()
    {
        Save("plate/P_A1_T0_1_DAPI.tif", (x, y) => 100);
        SaveLabels("plate/P_A1_T0_1_DAPI_cp_masks.tif", 1000);
        _folder.Run("segment plate -o out --label-pattern {name}_cp_masks.tif --crop 16 --mask-crops").Exits(0);
        _folder.Run("export", "out/segmentation.sqlite", "-o", "to", "--format", "image-j,geo-json").Exits(0);
        using (var zip = ZipFile.OpenRead(_folder["to/ImageJ/A1/P_A1_T0_DAPI_ROIS.zip"]))
        {
            Assert.Equal(["3000.roi", "7000.roi", "400000.roi"], zip.Entries.Select(e => e.FullName));
        }

        Assert.Equal(
            [3000, 7000, 400000],
            SampleFiles.Features(_folder["to/QuPath/A1/P_A1_T0_DAPI.geojson"]).Select(
                f => f.GetProperty("properties").GetProperty("measurements").GetProperty("Label").GetInt32()));

        // Each crop has the pixels of its own cell; label 7000 has two pieces with 10 pixels between them.
        using var crops =
            ImageCodecs.Default.DecodeSamples(ImageSource.File(_folder["out/Crops/A1/P_A1_T0_DAPI_CROPS.tif"]));
        var areas = new int[4];
        foreach (var (x, y) in Coordinates(32, 32))
        {
            areas[(y / 16 * 2) + (x / 16)] += crops.Planes[0][x, y] / 100;
        }

        Assert.Equal([100, 30, 4, 0], areas);

        // ImageJ 1.52 reads deflated files with a predictor wrongly.
        var mask = File.ReadAllBytes(_folder["out/CellMasksMontage/A1/P_A1_T0_1_DAPI_ENCODED.tif"]);
        var directory = BinaryPrimitives.ReadInt32LittleEndian(mask.AsSpan(4));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(mask.AsSpan(directory));
        Assert.DoesNotContain(
            (ushort)317,
            Enumerable.Range(0, count)
                .Select(i => BinaryPrimitives.ReadUInt16LittleEndian(mask.AsSpan(directory + 2 + (12 * i)))));
    }

    [Fact]
    public void One_mask_per_well_may_hold_objects_across_seams()
    {
        for (var tile = 1; tile <= 4; tile++)
        {
            Save($"plate/P_A1_T0_{tile}_DAPI.tif", (x, y) => 100 * tile);
        }

        SampleFiles.Save(
            _folder["plate/masks/A1.png"], 120, 80, (x, y) => x is >= 50 and < 70 && y is >= 30 and < 50 ? 5 : 0);
        _folder.Run("segment plate/*.tif -o out --label-path masks/{well}.png --property Area,MeanIntensity").Exits(0);
        var row = Assert.Single(SampleFiles.Table(_folder["out/Regions/A1/P_A1_T0_DAPI_REGIONS.csv"]));
        Assert.Equal(("5", "400", "250"), (row["Label"], row["Area"], row["MeanIntensity_DAPI"]));
    }

    [Fact]
    public void A_tile_without_a_mask_is_skipped_and_a_pattern_without_masks_is_wrong_use()
    {
        Save("plate/P_A1_T0_1_DAPI.tif", (x, y) => 100);
        Save("plate/P_A2_T0_1_DAPI.tif", (x, y) => 100);
        SampleFiles.Save(_folder["plate/P_A1_T0_1_DAPI_mask.png"], 60, 40, Label);
        _folder.Run("segment plate -o out --label-pattern {name}_mask.png").Exits(1, "P_A2_T0_1_DAPI_mask.png' of '");
        Assert.Equal(4, File.ReadAllLines(_folder["out/Regions/A1/P_A1_T0_DAPI_REGIONS.csv"]).Length);
        _folder.Run("segment plate -o none --label-pattern {name}_labels.png").Exits(2, "No tile has a label mask");
        Assert.False(Directory.Exists(_folder["none"]));
    }

    [Fact]
    public void Options_of_labels_are_checked()
    {
        SegmentationOptions[] wrong =
        [
            new() { Method = ThresholdMethod.Labels }, new() { LabelPath = "x.png" },
            new() { Method = ThresholdMethod.Labels, LabelPath = "{nome}.png" },
        ];
        Assert.All(wrong, options => Assert.Throws<StylizeException>(options.Validate));
        Assert.Throws<StylizeException>(() => new PlateOptions { PerTile = true, Overlap = new(10, true) }.Validate());
    }

    /// <summary>Label 3 is a square, 7 two pieces one below the other, and 400 four pixels.</summary>
    private static int Label(int x, int y) =>
        x < 10 && y < 10 ? 3
        : x is >= 20 and < 25 && (y is >= 5 and < 10 or >= 20 and < 25) ? 7
        : x >= 58 && y >= 38 ? 400
        : 0;

    private void SaveLabels(string name, int factor = 1) =>
        SampleFiles.SaveLabels(_folder[name], 60, 40, (x, y) => (uint)(Label(x, y) * factor));

    private void Save(string name, Func<int, int, int> value) => SampleFiles.Save(_folder[name], 60, 40, value);
}
