using FsCheck;
using FsCheck.Fluent;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Tests.PixelArt;

public class PixelArtOperationTests
{
    private static readonly Rgba32 Red = new(255, 0, 0);
    private static readonly Rgba32 Blue = new(0, 0, 255);
    private static readonly Rgba32 White = new(255, 255, 255);
    private static readonly Rgba32 Black = new(0, 0, 0);

    public static TheoryData<string> PresetNames => [.. PixelArtOptions.Presets.Keys];

    [Theory]
    [MemberData(nameof(PresetNames))]
    public void Half_red_and_half_blue_in_two_colors_are_red_and_blue(string preset)
    {
        using var result = Run(
            Paint<Rgba32>(200, 120, (x, _) => x < 100 ? Red : Blue),
            PixelArtOptions.Presets[preset] with { Width = 20, Colors = 2, Saturation = 1 });
        Assert.Equal(2, result.Palette.Colors.Count);
        foreach (var (x, y) in Coordinates(20, result.Cells.Height))
        {
            var (expected, actual) =
                (LabConversion.FromRgba(x < 10 ? Red : Blue), LabConversion.FromRgba(result.Cells[x, y]));
            Assert.InRange(ColorDifference.Ciede2000(expected, actual), 0, 3);
        }
    }

    [Fact]
    public void A_sprite_of_one_pixel_per_cell_keeps_its_size_and_colors()
    {
        using var result = Run(OnePixelSprite.Draw(), new PixelArtOptions());
        Assert.Equal((24, 24), (result.Cells.Width, result.Cells.Height));
        Assert.Equivalent(OnePixelSprite.Colors, SyntheticPhotograph.Pixels(result.Cells).Distinct());
    }

    [Theory]
    [MemberData(nameof(PresetNames))]
    public void A_thin_diagonal_line_stays_8_connected(string preset)
    {
        using var result = Run(
            Paint<Rgba32>(256, 256, (x, y) => Math.Abs(x - y) <= 2 ? Black : White),
            PixelArtOptions.Presets[preset] with { Width = 32, Colors = 2 });
        var dark =
            Coordinates(32, 32).Where(at => LabConversion.FromRgba(result.Cells[at.X, at.Y]).L < 50).ToHashSet();
        var open = new Queue<(int X, int Y)>(Coordinates(2, 2));
        var end = (X: 0, Y: 0);
        while (open.TryDequeue(out var cell))
        {
            if (!dark.Remove(cell)) continue;

            end = (Math.Max(end.X, cell.X), Math.Max(end.Y, cell.Y));
            foreach (var next in Coordinates(cell.X + 2, cell.Y + 2, cell.X - 1, cell.Y - 1))
            {
                open.Enqueue(next);
            }
        }

        Assert.True(end is { X: >= 30, Y: >= 30 });
    }

    [Fact]
    public void There_are_never_more_colors_than_requested() =>
        Prop.ForAll(Gen.Choose(1, 90).Four().ToArbitrary(), n =>
        {
            var (width, colors, stride) = (1 + (n.Item3 / 2), 1 + (n.Item4 / 4), 1 + (n.Item1 % 3));
            var options = PixelArtOptions.Default with { Width = width, Colors = colors, Stride = stride };
            using var result = Run(SyntheticPhotograph.Busy(n.Item1, n.Item2), options);
            var used = SyntheticPhotograph.Pixels(result.Cells).Distinct().ToList();
            return used.Count <= options.Colors && used.Count == result.Palette.Colors.Count
                && used.All(result.Palette.Colors.Contains);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(3, 2)]
    [InlineData(95, 5)]
    public void Images_smaller_than_the_grid_fill_every_cell(int width, int height)
    {
        using var result = Run(
            Paint<Rgba32>(width, height, (x, _) => x < (width + 1) / 2 ? Red : Blue),
            PixelArtOptions.Default with { Width = 96, Height = 64, Saturation = 1 });
        Assert.Equal((96, 64), (result.Cells.Width, result.Cells.Height));
        Assert.All(SyntheticPhotograph.Pixels(result.Cells), p => Assert.True(p == Red || p == Blue));
    }

    [Fact]
    public void The_plan_of_an_image_is_printed()
    {
        var lines = new List<string>();
        using var result =
            new PixelArtOperation(PixelArtOptions.Default with { Width = 8, Palette = new("two", [Red, Blue]) }).Run(
                Paint<Rgba32>(64, 48, (_, _) => Red), new NoCodec(), new OperationContext { Verbose = lines.Add });
        Assert.Equal(
            ["Plan: cells 8 x 6, part 64 x 48 pixels at 0, 0, palette two, colors 2, match Auto, dither as needed"],
            lines);
    }

    [Fact]
    public void A_grid_that_cannot_be_filled_is_refused_before_any_work()
    {
        var options = PixelArtOptions.Default with { Width = 4096, Height = 96, Fit = FitMode.Stretch };
        var phases = new PhaseRecorder();
        var context = new OperationContext { Phases = phases };
        using var image = new Raster<Rgba32>(1, 300_000, clear: true);
        var input = ImageInput.Pixels(image, ImageCodecs.Default, "line.png");
        var operation = new PixelArtOperation(options);
        Assert.InRange(operation.EstimateMemory(input), 1L << 30, long.MaxValue);
        Fails.Of(StylizeError.OptionInvalid, () => operation.Run(input, context));
        Fails.Of(StylizeError.OptionInvalid, () => operation.Run(image.Clone(), ImageCodecs.Default, context));
        Assert.Empty(phases.Phases);
    }

    [Theory]
    [MemberData(nameof(PresetNames))]
    public void Grays_stay_gray(string preset)
    {
        using var result = Run(
            Paint<Rgba32>(240, 160, (x, y) => new Rgba32((byte)x, (byte)x, (byte)x)),
            PixelArtOptions.Presets[preset] with { Width = 48 });
        Assert.All(SyntheticPhotograph.Pixels(result.Cells), p => Assert.True(p.R == p.G && p.G == p.B));
    }

    [Fact]
    public void Transparent_areas_stay_transparent_and_hide_their_colors()
    {
        using var result = Run(
            Paint<Rgba32>(320, 320, (x, y) => IsHole(x, y) ? new Rgba32(0, 255, 0, 0) : x < 160 ? Red : Blue),
            PixelArtOptions.Default with { Width = 40, Saturation = 1 });
        Assert.Equal(default, result.Cells[20, 20]);
        foreach (var (x, y) in Coordinates(40, 40))
        {
            var fromCenter = Math.Sqrt(((x - 19.5) * (x - 19.5)) + ((y - 19.5) * (y - 19.5)));
            if (fromCenter < 9)
            {
                Assert.Equal(default, result.Cells[x, y]);
            }
            else if (fromCenter > 11)
            {
                Assert.Equal(x < 20 ? Red : Blue, result.Cells[x, y]);
            }
        }

        Assert.Equal(2, result.Palette.Colors.Count);

        static bool IsHole(int x, int y) => ((x - 160) * (x - 160)) + ((y - 160) * (y - 160)) < 80 * 80;
    }

    [Fact]
    public void A_transparent_image_stays_transparent()
    {
        using var result = Run(Paint<Rgba32>(50, 50, (_, _) => new Rgba32(9, 9, 9, 0)), PixelArtOptions.Default);
        Assert.All(SyntheticPhotograph.Pixels(result.Cells), p => Assert.Equal(default, p));
    }

    [Fact]
    public void Locked_colors_are_used_where_they_fit()
    {
        var locked = new Rgba32(1, 2, 250);
        using var result = Run(
            Paint<Rgba32>(120, 80, (x, _) => x < 40 ? Blue : x < 80 ? Red : White),
            PixelArtOptions.Default with { Width = 12, Colors = 3, LockedColors = [locked] });
        Assert.Equal(locked, result.Cells[1, 1]);
        Assert.Equal(3, result.Palette.Colors.Count);
    }

    [Fact]
    public void The_importance_map_attracts_palette_colors()
    {
        var image = () => Paint<Rgba32>(
            160, 80, (x, y) => x < 80 ? new Rgba32((byte)(x * 3), 20, 20) : new Rgba32(20, 20, (byte)((x - 80) * 3)));
        using var folder = new CliFolder();
        var left = Reds(x => x < 80);
        var right = Reds(x => x >= 80);
        Assert.True(left > right, $"{left} and {right} reds");

        int Reds(Func<int, bool> isImportant)
        {
            var map = folder.Image("map.png", 160, 80, (x, _) => isImportant(x) ? White : Black);
            using var result = Run(image(),
                PixelArtOptions.Default with { Width = 32, Colors = 8, Importance = map, Refinement = false });
            return result.Palette.Colors.Count(c => c.R > c.B);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10_000)]
    public void Progress_images_are_written_at_each_interval_and_after_the_last_iteration(int interval)
    {
        var names = new List<string>();
        var context = new OperationContext
        {
            WriteSideFile = (suffix, write) =>
            {
                Assert.NotEmpty(EncodedFiles.Written(write));
                names.Add(suffix);
            },
        };
        var operation =
            new PixelArtOperation(PixelArtOptions.Default with { Width = 10, ProgressImageInterval = interval });
        using var result = operation.Run(SyntheticPhotograph.Busy(40, 30), ImageCodecs.Default, context);
        var iterations = Enumerable.Range(1, result.Iterations).Where(i => i % interval == 0 || i == result.Iterations);
        Assert.Equal(iterations.Select(i => $"_{i}.png"), names);
    }

    [Fact]
    public void The_output_is_enlarged()
    {
        using var result =
            Run(SyntheticPhotograph.Busy(160, 120), PixelArtOptions.Default with { Width = 24, Scale = 5 });
        using var image = result.Decoded();
        Assert.Equal((120, 90), (image.Width, image.Height));
        Assert.Equal((120, 90), (result.Width, result.Height));
        foreach (var (x, y) in Coordinates(120, 90))
        {
            Assert.Equal(result.Cells[x / 5, y / 5], image[x, y]);
        }
    }

    [Theory]
    [InlineData(768, 512, null, null, 96, 64)]
    [InlineData(512, 768, null, null, 64, 96)]
    [InlineData(768, 512, 48, null, 48, 32)]
    [InlineData(768, 512, null, 20, 30, 20)]
    [InlineData(768, 512, 10, 10, 10, 10)]
    [InlineData(10000, 1, null, null, 96, 1)]
    public void The_grid_keeps_the_aspect_ratio_unless_both_sides_are_given(
        int imageWidth, int imageHeight, int? width, int? height, int expectedWidth, int expectedHeight)
    {
        var options = PixelArtOptions.Default with { Width = width, Height = height };
        Assert.Equal((expectedWidth, expectedHeight), GridFit.ForImage(options, null, imageWidth, imageHeight).Grid);
    }

    private static PixelArtResult Run(Raster<Rgba32> image, PixelArtOptions options) =>
        new PixelArtOperation(options).Run(image, ImageCodecs.Default, OperationContext.Quiet);
}
