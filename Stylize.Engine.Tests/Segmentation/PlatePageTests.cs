using System.Text.RegularExpressions;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Page;
using Stylize.Engine.Tests.Runs;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>The overview and the page of a run.</summary>
public sealed partial class PlatePageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("D6", 4, 6)]
    [InlineData("F8", 6, 8)]
    [InlineData("A9", 8, 12)]
    [InlineData("P24", 16, 24)]
    [InlineData("AF48", 32, 48)]
    [InlineData("AG2", 33, 2)]
    public void The_plate_is_the_smallest_standard_format(string well, int rows, int columns) =>
        Assert.Equal(new PlateGrid(rows, columns), PlateGrid.For(["A1", well, "control"]));

    [Fact]
    public void Wells_are_in_plate_order()
    {
        foreach (var (name, color) in (ReadOnlySpan<(string, Rgba32)>)[("red", new(255, 0, 0)), ("blue", new(0, 0, 255))])
        {
            using var image = new Raster<Rgba32>(30, 30);
            image.Fill(color);
            using var file = File.Create(_folder[name + ".png"]);
            ImageCodecs.Default.Encode(image, file, new EncodeOptions(ImageFormat.Png));
        }

        foreach (var (last, columns) in (ReadOnlySpan<(string, int)>)[("C5", 6), ("H12", 12), ("AF48", 48)])
        {
            using var picture = new PlateOverview(ImageCodecs.Default).Draw(
                [("A1", _folder["red.png"]), (last, _folder["blue.png"]), ("B2", _folder["missing.png"])]);
            var (row, column) = PlateGrid.Place(last);
            var pitch = Math.Clamp(2000 / columns, 24, 160) + Math.Max(2, Math.Clamp(2000 / columns, 24, 160) / 24);
            var (x, y) = First(picture, new Rgba32(255, 0, 0));
            Assert.Equal((x + (column * pitch), y + (row * pitch)), First(picture, new Rgba32(0, 0, 255)));
        }

        static (int X, int Y) First(Raster<Rgba32> picture, Rgba32 color)
        {
            var index = Enumerable.Range(0, picture.Width * picture.Height)
                .First(i => picture[i % picture.Width, i / picture.Width] == color);
            return (index % picture.Width, index / picture.Width);
        }
    }

    [Fact]
    public void Names_are_escaped_and_the_page_needs_no_network()
    {
        const string Evil = "\"><script>alert('x')</script>&<img src=http://a/b onerror=x>";
        var record = ProvenanceRecord.Of("segment", 1, [], Evil, new string('0', 64));
        WellSummary Well(string name, int cells) => new(
            Evil, name, 0, Evil, cells, 4, [10.5, 20], cells / 2.0, new Dictionary<string, double> { [Evil] = 3.25 }, [Evil]);
        var html = new PlatePage(Evil, Evil, record).Write([Well("A1", 12), Well(Evil, 7), Well("H12", 40)], [Evil], _ => [1, 2, 3]);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=http", html, StringComparison.Ordinal);
        Assert.All(Sources().Matches(html), m => Assert.StartsWith("data:image/png;base64,", m.Groups[1].Value, StringComparison.Ordinal));
        Assert.Contains("59 cells", html, StringComparison.Ordinal);
        Assert.Contains("A1: 12 cells", html, StringComparison.Ordinal);
        Assert.Contains("10.5 to 20", html, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(html, "<img "));
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]*)\"")]
    private static partial Regex Sources();
}
