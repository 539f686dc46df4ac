using Stylize.Engine.PixelArt.Restoration;

namespace Stylize.Engine.Tests.PixelArt;

public class RestoredAnimationTests
{
    private const int Side = 6;
    private static readonly Rgba32[] Colors = [new(250, 250, 250), new(40, 30, 60), new(200, 60, 50),
        new(60, 120, 200)];

    /// <summary>No frame alone has edges at each multiple of the cell.</summary>
    [Fact]
    public void All_frames_have_the_grid_that_they_show_together()
    {
        using var result = Run(new RestoreOptions(), 5, Coarse);
        var restored = Assert.IsType<RestoredImage>(result);
        Assert.Equal((24, 16, 5), (restored.Width, restored.Height, restored.Frames.Count));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(70 + (10 * i), restored.Frames[i].Milliseconds);
            AssertShows(restored.Frames[i].Cells, Coarse, i);
        }
    }

    /// <summary>Read back by the codec of the build; the colors of the drawing are exact in lossless formats.</summary>
    [Theory]
    [InlineData(null, ImageFormat.Png)]
    [InlineData(PixelArtFormat.Gif, ImageFormat.Gif)]
    [InlineData(PixelArtFormat.Apng, ImageFormat.Png)]
    [InlineData(PixelArtFormat.Webp, ImageFormat.WebP)]
    [InlineData(PixelArtFormat.Aseprite, ImageFormat.Aseprite)]
    public void An_animation_is_written_with_its_times_and_loops(PixelArtFormat? format, ImageFormat expected)
    {
        using var result = Run(new RestoreOptions { Format = format }, 4, Walk);
        using var reader = ImageCodecs.Default.OpenFrames(ImageSource.Memory(result.Bytes(), "back"));
        var info = reader.Info;
        var loops = format == PixelArtFormat.Aseprite ? 0 : 3;
        Assert.Equal(
            (expected, 24, 16, 4, loops), (info.Format, info.Width, info.Height, info.Pages, reader.LoopCount));
        foreach (var (i, frame) in result.Bytes().Frames().Index())
        {
            Assert.Equal(70 + (10 * i), frame.Milliseconds);
            AssertShows(frame.Image, Walk, i);
        }
    }

    /// <summary>Frames of different noise get one palette, and the background of the first frame is removed from
    /// all.</summary>
    [Fact]
    public void A_sheet_has_one_palette_and_no_background()
    {
        using var result =
            Run(new RestoreOptions { Format = PixelArtFormat.SpriteSheet, TransparentBackground = true }, 4, Walk);
        Assert.Equal((48, 32), (result.Width, result.Height));
        using var sheet = result.Picture(100, OperationContext.Quiet);
        HashSet<Rgba32> colors = [.. SyntheticPhotograph.Pixels(sheet)];
        Assert.Equal([default, .. Colors.Skip(1)], colors.OrderBy(c => c.A).ThenBy(c => Array.IndexOf(Colors, c)));
        var json = Assert.Single(result.SideFiles);
        Assert.Equal(".restored.json", json.Suffix);
        using var document = JsonDocument.Parse(json.Text());
        Assert.Equal(4, document.RootElement.GetProperty("frames").EnumerateObject().Count());
        Assert.Contains(result.Summary, fact => fact is { Key: "CellWidth", Value: 6.0 });
    }

    [Fact]
    public void A_palette_and_a_number_of_colors_apply_to_all_frames()
    {
        using var few = (RestoredImage)Run(new RestoreOptions { Colors = 2 }, 3, Walk);
        Assert.InRange(few.Frames.SelectMany(f => SyntheticPhotograph.Pixels(f.Cells)).Distinct().Count(), 1, 2);
        var palette = new Palette("two", [Colors[0], Colors[1]]);
        using var given = (RestoredImage)Run(new RestoreOptions { Palette = palette }, 3, Walk);
        Assert.All(given.Frames.SelectMany(f => SyntheticPhotograph.Pixels(f.Cells)),
            pixel => Assert.Contains(pixel, palette.Colors));
    }

    [Fact]
    public void A_frame_or_the_format_png_gives_a_still()
    {
        using var second = Assert.IsType<RestoredImage>(Run(new RestoreOptions { Frame = 1 }, 3, Walk));
        AssertShows(second.Cells, Walk, 1);
        using var first =
            Assert.IsType<RestoredImage>(Run(new RestoreOptions { Format = PixelArtFormat.Png }, 3, Walk));
        AssertShows(first.Cells, Walk, 0);
    }

    [Fact]
    public void Many_colors_give_a_note_that_names_the_option()
    {
        List<string> notes = [];
        var context = OperationContext.Quiet with { Warning = notes.Add };
        using var drawing =
            Paint<Rgba32>(24, 16, (x, y) => new Rgba32((byte)(x * 10), (byte)(y * 15), (byte)((x * y) % 200)));
        using var enlarged = Paint<Rgba32>(96, 64, (x, y) => drawing[x / 4, y / 4]);
        using var all = Restore(new RestoreOptions());
        Assert.Contains("{Colors}", Assert.Single(notes), StringComparison.Ordinal);
        notes.Clear();
        using var few = Restore(new RestoreOptions { Colors = 100 });
        Assert.Empty(notes);

        IArtifact Restore(RestoreOptions options) => new RestoreOperation(options).Run(
            ImageInput.Pixels(enlarged, ImageCodecs.Default, "many.png"), context);
    }

    /// <summary>Each pixel of a photograph doubled: the cells are its pixels, and their size says so.</summary>
    [Fact]
    public void A_doubled_photograph_is_reported_with_cells_of_two_pixels()
    {
        using var photograph = SyntheticPhotograph.Busy(96, 64);
        using var doubled = Paint<Rgba32>(192, 128, (x, y) => photograph[x / 2, y / 2]);
        using var restored = new RestoreOperation(new RestoreOptions()).Run(
            ImageInput.Pixels(doubled, ImageCodecs.Default, "doubled.png"), OperationContext.Quiet);
        Assert.Contains(restored.Summary, fact => fact is { Key: "CellWidth", Value: 2.0 });
        Assert.Equal((96, 64), (restored.Width, restored.Height));
    }

    private static void AssertShows(Raster<Rgba32> cells, Func<int, int, int, Rgba32> draw, int frame) => Assert.All(
        Coordinates(24, 16), cell => Assert.Equal(draw(frame, cell.X, cell.Y), cells[cell.X, cell.Y]));

    /// <summary>A figure that moves before a plain background.</summary>
    private static Rgba32 Walk(int frame, int x, int y)
    {
        var (u, v) = (x - 5 - frame, y - 3);
        return u is < 0 or > 8 || v is < 0 or > 9 ? Colors[0] : Colors[1 + (((u * 5) + (v * 3) + (u * v)) % 3)];
    }

    /// <summary>Blocks of 2 x 2 cells that move by one cell from frame to frame.</summary>
    private static Rgba32 Coarse(int frame, int x, int y) =>
        Colors[((((x + frame) / 2) * 5) + (((y + frame) / 2) * 3)) % 4];

    private static IArtifact Run(RestoreOptions options, int count, Func<int, int, int, Rgba32> draw)
    {
        var frames = Enumerable.Range(0, count).Select(i => new AnimationFrame(
            Paint(24 * Side, 16 * Side, (x, y) => draw(i, x / Side, y / Side)), 70 + (10 * i)));
        return RestoreTests.Run(
            frames.Encoded(new(ImageFormat.Png) { LoopCount = 3, Lossless = true }), options);
    }
}
