using Stylize.Engine.Tests.Browser;
using Stylize.Engine.Tests.VectorArt;

namespace Stylize.Engine.Tests.Drawings;

/// <summary>SVG drawings that are inline in one page of a browser.</summary>
public sealed class InlinePageTests(Chromium chromium) : CliTest
{
    private const int Side = 200;

    /// <summary>Ids of one drawing do not change the other, and each looks as it does alone: of one image with other
    /// options, or of another image of the same name.</summary>
    [Theory<Chromium>]
    [InlineData("dot-art --dot-count 150", "--paper-size 120x60mm")]
    [InlineData("dot-art --dot-count 150 --separation cmyk", "--paper-size 120x60mm")]
    [InlineData("dot-art --preset Watercolor --dot-count 80", "--seed 2")]
    [InlineData("dot-art --preset Gradient --dot-count 80", "--seed 2")]
    [InlineData("dot-art --preset Engraving", "--paper-size 120x60mm")]
    [InlineData("trace --colors 4", "--paper-size 120x60mm")]
    [InlineData("trace --gradients", "--colors 3")]
    [InlineData("trace --centerline", "--smoothness 0")]
    [InlineData("trace --hatch lines --paper-size 60x60mm", "--hatch-angle 20")]
    [InlineData("trace --contour 3mm --colors 3", "--bleed 1mm")]
    [InlineData("trace --cut --colors 3", "--paper-size 120x60mm")]
    [InlineData("pixel-art --width 30", "--width 45")]
    [InlineData("dot-art --dot-count 150 --separation cmyk --paper-size 120x60mm", "")]
    [InlineData("dot-art --preset Flow --paper-size 120x60mm", "")]
    [InlineData("trace --gradients", "")]
    [InlineData("trace --gradients --no-provenance", "")]
    [InlineData("pixel-art --width 30", "")]
    public async Task Two_drawings_look_as_each_does_alone(string line, string change)
    {
        var (a, b) = (Svg("a", line, false), Svg("b", Changed(), change.Length == 0));
        await using var tab = await chromium.OpenAsync(width: 2 * Side, height: Side);
        using var both = await ShownAsync(tab, a + b);
        using var first = await ShownAsync(tab, a);
        using var second = await ShownAsync(tab, "<svg></svg>" + b);
        var ink = 0;
        foreach (var (x, y) in Coordinates(2 * Side, Side))
        {
            var expected = x < Side ? first[x, y] : second[x, y];
            Assert.Equal(expected, both[x, y]);
            ink += expected == Drawn.White ? 0 : 1;
        }

        Assert.InRange(ink, Side, 2 * Side * Side);
        Assert.Empty(tab.Errors);

        string Changed() => change.StartsWith("--width", StringComparison.Ordinal)
            ? $"pixel-art {change}" : $"{line} {change}".TrimEnd();
    }

    private string Svg(string name, string line, bool isMirrored)
    {
        using var image = Drawn.Picture(90, 60, (x, y) =>
            Drawn.Hypot((isMirrored ? 90 - x : x) - 50, y - 30) is < 22 and var r
                ? r < 3 ? Drawn.Black : new((byte)(10 * r), 90, 200)
                : y < 8 ? Drawn.Red : Math.Abs(y - 55) < 2 ? Drawn.Blue : Drawn.White);
        _folder.Image("image.png", 90, 60, (x, y) => image[x, y]);
        string[] words = line.Split(' ');
        _folder.Run([words[0], "image.png", .. words[1..], "-o", $"{name}.svg"]).Exits(0);
        var text = File.ReadAllText(_folder[$"{name}.svg"]);
        return text[text.IndexOf("<svg", StringComparison.Ordinal)..];
    }

    private static async Task<Raster<Rgba32>> ShownAsync(Tab tab, string body)
    {
        var style = $"<style>body {{ margin: 0; background: white; overflow: hidden; display: flex }}"
            + $" svg {{ width: {Side}px; height: {Side}px; flex: none }}</style>";
        await tab.EvaluateAsync($"document.body.innerHTML = {JsonSerializer.Serialize(style + body)}");
        await tab.FrameAsync();
        return ImageCodecs.Default.DecodeRgba(ImageSource.Memory(await tab.PictureAsync(), "screen"));
    }
}
