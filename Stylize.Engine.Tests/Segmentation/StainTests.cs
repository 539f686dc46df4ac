using Stylize.Engine.Segmentation.Images;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Stains of pictures in color.</summary>
public sealed class StainTests : CliTest
{
    private const string Given = "0.5,0.6,0.6,0.2,0.9,0.3,0.7,0.4,0.2";

    /// <summary>Red, green and blue, then hematoxylin, eosin and DAB of rgb2hed, the residual of hdx_from_rgb, and
    /// the first of the given vectors with separate_stains; scikit-image 0.19.3.</summary>
    private static readonly double[][] Oracle =
    [
        [255, 255, 255, 0, 0, 0, 0, 0],
        [0, 0, 0, 1.21016731, 0, 0.881950455, 0.378464948, 1.61616162],
        [120, 60, 140, 0.0694357572, 0.0430122824, 0.0237619275, 0, 0.0141069238],
        [200, 150, 90, 0, 0, 0.103637248, 0.0110696771, 0.171091575],
        [10, 240, 200, 0.429369255, 0, 0, 0.251201791, 0],
        [90, 60, 40, 0.053961462, 0, 0.15487169, 0.0233467828, 0.25968024],
        [255, 0, 128, 0, 1.11076329, 0, 0, 0],
        [70, 90, 160, 0.150455063, 0, 0, 0.0268759964, 0.000634660171],
    ];

    [Theory]
    [InlineData("hematoxylin", 0)]
    [InlineData("Eosin", 1)]
    [InlineData("dab", 2)]
    [InlineData("residual", 3)]
    [InlineData(Given, 4)]
    public void Amounts_are_those_of_scikit_image(string text, int column)
    {
        Assert.True(Stain.TryParse(text, null, out var stain));
        Assert.Equal(stain, Stain.Parse(stain.ToString(), null));
        using var picture = Paint<Rgba32>(
            Oracle.Length, 1, (x, _) => new((byte)Oracle[x][0], (byte)Oracle[x][1], (byte)Oracle[x][2]));
        picture.Save(_folder["colors.png"], new(ImageFormat.Png));
        using var scanner = new SampleScanner(
            new ImageInput(ImageSource.File(_folder["colors.png"]), ImageCodecs.Default), stain);
        double[] amounts = [];
        scanner.ScanNumbers((row, _) => amounts = row.ToArray(), default);
        Assert.All(Oracle.Zip(amounts), pair => Assert.Equal(pair.First[3 + column], pair.Second, 1e-8));
        var samples = scanner.Whole().Row(0).ToArray();
        Assert.All(
            amounts.Zip(samples),
            pair => Assert.Equal(pair.First, scanner.Scale.ToNumber(pair.Second), scanner.Scale.Step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("blue")]
    [InlineData("1,2,3")]
    [InlineData("1,0,0,0,1,0,1,1,0")]
    [InlineData("1,0,0,0,1,0,0,0,x")]
    public void Other_stains_are_refused(string text) => Assert.False(Stain.TryParse(text, null, out _));

    /// <summary>Of the eight colors of the oracle, those with more DAB than the threshold count, in either order of
    /// options, in regions and in a plate.</summary>
    [Theory]
    [InlineData("--threshold 0.1 --label-path")]
    [InlineData("--property area --threshold 0.1 --labels", false)]
    public void The_share_of_DAB_within_a_region_is_that_above_the_threshold(string options, bool isMeasured = true)
    {
        Directory.CreateDirectory(_folder["in"]);
        using var picture = Paint<Rgba32>(
            Oracle.Length, 4, (x, _) => new((byte)Oracle[x][0], (byte)Oracle[x][1], (byte)Oracle[x][2]));
        picture.Save(_folder["in/tissue.png"], new(ImageFormat.Png));
        SampleFiles.Save(_folder["in/tissue_cells.png"], Oracle.Length, 4, (x, y) => y == 3 ? 0 : x < 3 ? 1 : 2);
        _folder.Run($"regions in/tissue.png --stain dab {options} in/tissue_cells.png -o dab.csv").Exits(0);
        string[][] rows = [.. File.ReadLines(_folder["dab.csv"]).Select(line => line.Split(','))];
        var share = Array.IndexOf(rows[0], "PositivePixelShare");
        Assert.Equal(isMeasured, rows[0].Contains("MeanIntensity"));
        double[] expected =
            [Oracle[..3].Count(color => color[5] > .1) / 3.0, Oracle[3..].Count(color => color[5] > .1) / 5.0];
        Assert.Equal(expected, rows.Skip(1).Select(row => double.Parse(row[share], CultureInfo.InvariantCulture)));
        _folder.Run(
            "segment in -o out --name-pattern {experiment}.png --stain dab --no-montage "
            + "--label-path {name}_cells.png --threshold 0.1 --positive PositivePixelShare_0=0.35").Exits(0);
        using var database = StoreDump.OpenSqlite(_folder["out/segmentation.sqlite"]);
        Assert.Equal([$"2|{expected.Average():0.000000}|0.5"], StoreDump.Rows(database, """
            SELECT Count, printf('%.6f', Mean), PositiveShare FROM latest_well_measurement
            WHERE Measurement = 'PositivePixelShare_0'
            """));
    }

    [Fact]
    public void Nuclei_in_hematoxylin_are_found_and_their_brown_is_measured()
    {
        var random = new Random(1);
        (int X, int Y)[] centers = [(40, 40), (120, 44), (200, 40), (44, 120), (124, 124), (200, 118)];
        using var picture = Paint<Rgba32>(240, 160, (x, y) =>
        {
            var index = Array.FindIndex(centers, c => double.Hypot(x - c.X, y - c.Y) < 12);
            var shade = random.Next(8);

            // Every second nucleus is brown over blue.
            return index < 0 ? new((byte)(232 + shade), (byte)(228 + shade), (byte)(235 + shade))
                : index % 2 == 0 ? new((byte)(90 + shade), (byte)(80 + shade), (byte)(150 + shade))
                : new((byte)(70 + shade), (byte)(45 + shade), (byte)(50 + shade));
        });
        Directory.CreateDirectory(_folder["in"]);
        picture.Save(_folder["in/tissue.png"], new(ImageFormat.Png));
        Assert.Contains("--stain", _folder.Run("regions in/tissue.png").Exits(1).Error);
        _folder.Run("regions in/tissue.png --stain hematoxylin --mask nuclei.tif").Exits(0);
        _folder.Run("regions in/tissue.png --stain dab --labels nuclei.tif -o dab.csv").Exits(0);
        string[][] rows = [.. File.ReadLines(_folder["dab.csv"]).Select(line => line.Split(','))];
        var mean = Array.IndexOf(rows[0], "MeanIntensity");
        double[] means = [.. rows.Skip(1).Select(row => double.Parse(row[mean], CultureInfo.InvariantCulture)).Order()];
        Assert.Equal(6, means.Length);
        Assert.All(means[..3], value => Assert.InRange(value, 0, .02));
        Assert.All(means[3..], value => Assert.InRange(value, .05, .2));
        _folder.Run("segment in -o out --name-pattern {experiment}.png --stain hematoxylin --no-montage").Exits(0);
        using var database = StoreDump.OpenSqlite(_folder["out/segmentation.sqlite"]);
        Assert.Equal(["6|1"], StoreDump.Rows(database, """
            SELECT COUNT(*), MAX(MeanIntensity) < 1 FROM latest_measurement
            """));
    }
}
