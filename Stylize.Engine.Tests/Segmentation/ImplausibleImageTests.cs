namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Images that segmentation is not made for, and good ones, which give no warning.</summary>
public sealed class ImplausibleImageTests : CliTest
{
    private const int Side = 240;

    [Theory]
    [InlineData("otsu")]
    [InlineData("learned")]
    public void Inverted_objects_are_those_of_the_negative(string method)
    {
        Save("image.png", Nuclei(-90));
        Save("negative.png", Array.ConvertAll(Nuclei(-90), v => ushort.MaxValue - v));
        var bright = Regions("negative.png", "--method", method);
        var inverted = Regions("image.png", "--method", method, "--invert");
        Assert.Equal("", bright.Error + inverted.Error);
        Assert.Equal(9, inverted.Json.Length);
        foreach (var (one, other) in inverted.Json.Zip(bright.Json))
        {
            // The objects are the same, and each is measured in its own image.
            Assert.Equal(one.GetProperty("CentroidX").GetDouble(), other.GetProperty("CentroidX").GetDouble());
            var sum = one.GetProperty("MeanIntensity").GetDouble() + other.GetProperty("MeanIntensity").GetDouble();
            Assert.Equal(ushort.MaxValue, sum, 1e-9);
        }
    }

    [Fact]
    public void A_threshold_of_an_inverted_image_is_one_of_its_own_gray_values()
    {
        Save("image.png", Nuclei(-90));
        var pixels = Nuclei(-90, 4).Count(v => v < 120);
        var found = Regions("image.png", "--threshold", "120", "--invert", "--minimum-area", "0");
        Assert.Equal(pixels, found.Json.Sum(r => r.GetProperty("Area").GetDouble()));
    }

    /// <summary>Smooth haze gave objects of thousands of pixels without a word.</summary>
    [Fact]
    public void Objects_in_haze_warn()
    {
        var random = new Random(4);
        var waves = Enumerable.Range(0, 12).Select(_ => (
            X: (random.NextDouble() - .5) / 9, Y: (random.NextDouble() - .5) / 9, Phase: random.NextDouble() * 6))
            .ToArray();
        Save("image.png", [.. Enumerable.Range(0, Side * Side).Select(i =>
            (int)(120 + (6 * waves.Sum(w => Math.Sin((w.X * (i % Side)) + (w.Y * (i / Side)) + w.Phase)))
                + (Enumerable.Range(0, 4).Sum(_ => random.Next(-4, 5)) / 2.0)))]);
        var run = Regions("image.png", "--method", "otsu");
        Assert.True(
            run.Json[0].TryGetProperty("Area", out _), "The haze has no objects, so that this test shows nothing.");
        Assert.Single(run.ErrorLines);
    }

    [Fact]
    public void A_well_of_dark_objects_warns_and_an_inverted_one_does_not()
    {
        Save("plate/P_A1_T0_1_DAPI.png", Nuclei(-90));
        _folder.Run("segment plate -o out").Exits(
            0, "P, channel DAPI: dark objects on a bright ground. Use --invert.",
            "P, channel DAPI: no objects found in 1 well: P_A1_T0.", "2 warnings.");
        _folder.Run("segment", "plate", "-o", "again", "--invert").Exits(0, "9 cells, no warnings.");
    }

    [Fact]
    public void An_image_without_objects_has_a_line_also_with_a_table_of_all()
    {
        Save("image.png", new int[Side * Side]);
        Save("other.png", Nuclei(90));
        Assert.Equal($"{_folder["image.png"]}: Regions 0", _folder.Run("regions", "image.png").Out.Trim());
        var run = Regions("*.png", "-o", "all.csv");
        Assert.Equal(2, run.Json.Length);
        Assert.Equal(0, run.Json[0].GetProperty("Regions").GetInt32());
        Assert.Equal("image.png", Path.GetFileName(run.Json[0].GetProperty("Source").GetString()));
    }

    [Fact]
    public void Label_masks_in_a_folder_are_skipped_with_the_sentence_of_plates()
    {
        Save("in/a.png", Nuclei(90));
        Save("in/a_cp_masks.png", Nuclei(90));
        Save("in/b_masks.png", Nuclei(90));
        var run = Regions("in").Exits(
            0, "Skipped 1 label mask, such as 'a_cp_masks.png'. Use --label-path '{name}_cp_masks.png' to measure "
            + "their objects.");
        Assert.Equal(["a.png", "b_masks.png"],
            run.Json.Select(r => Path.GetFileName(r.GetProperty("Source").GetString())!).Distinct());
        Assert.Equal("", Regions("in/a_cp_masks.png").Error);
        run = Regions("in/a*.png", "--label-path", "{name}_cp_masks.png");
        Assert.DoesNotContain("Skipped", run.Error);
        Assert.All(run.Json, r => Assert.Equal("a.png", Path.GetFileName(r.GetProperty("Source").GetString())));
    }

    [Fact]
    public void Masks_and_overlays_contain_provenance_and_are_no_inputs_under_another_name()
    {
        Save("image.png", Nuclei(90));
        Regions("image.png", "--mask", "m.tif", "--overlay", "o.png", "--method", "otsu").Exits(0);
        foreach (var file in (string[])["m.tif", "o.png"])
        {
            var made = _folder.Run(["provenance", file, "--json"]).Json[0];
            Assert.Equal("regions", made.GetProperty("operation").GetString());
            Assert.Contains("Otsu", made.GetRawText(), StringComparison.OrdinalIgnoreCase);
            Assert.Contains("image.png", made.GetRawText());
        }

        var run = Regions("*.*").Exits(0, "Skipped 2 inputs that are results of Stylize: 'm.tif', 'o.png'");
        Assert.Single(run.Json.Select(r => r.GetProperty("Source").GetString()).Distinct());
    }

    private CliRun Regions(params string[] arguments) => _folder.Run(["regions", .. arguments, "--json"]);

    private void Save(string name, int[] pixels) =>
        SampleFiles.Save(_folder[name], Side, Side, (x, y) => pixels[(y * Side) + x]);

    /// <summary>Nine blurred discs on a ground of 150 with noise.</summary>
    private static int[] Nuclei(int contrast, int seed = 4)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, Side * Side).Select(i =>
            {
                var (x, y) = ((i % Side % 80) - 40, (i / Side % 80) - 40);
                return (int)(150 + (contrast / (1 + Math.Exp(Math.Sqrt((x * x) + (y * y)) - 14))) + random.Next(-3, 4));
            }),
        ];
    }
}
