using Stylize.Engine.Imaging.Terminal;

namespace Stylize.Engine.Tests.Imaging;

public class TerminalTests
{
    [Theory]
    [InlineData("", TerminalGraphics.Blocks, 10, 20)]
    [InlineData("\e[?62;22c", TerminalGraphics.Blocks, 10, 20)]
    [InlineData("\e[?64c", TerminalGraphics.Blocks, 10, 20)]
    [InlineData("\e[6;18;9t\e[?62;4;22c", TerminalGraphics.Sixel, 9, 18)]
    [InlineData("\e_Gi=31;OK\e\\\e[6;40;19t\e[?62;4c", TerminalGraphics.Kitty, 19, 40)]
    [InlineData("\e_Gi=31;ENOENT\e\\\e[6;0;0t\e[?4c", TerminalGraphics.Blocks, 10, 20)]
    public void Answers_of_terminals_are_parsed(string answer, object graphics, int width, int height)
    {
        var expected = new TerminalScreen((TerminalGraphics)graphics, 80, 24, width, height);
        Assert.Equal(expected, TerminalScreen.Parse(answer, 80, 24));
    }

    [Fact]
    public void Half_blocks_show_two_pixels_per_character()
    {
        using var image = new Raster<Rgba32>(2, 3);
        new[] { new Rgba32(255, 0, 0), new Rgba32(0, 255, 0) }.CopyTo(image.Row(0));
        new[] { new Rgba32(0, 0, 255), default }.CopyTo(image.Row(1));
        new[] { default, new Rgba32(9, 8, 7) }.CopyTo(image.Row(2));

        var text = TerminalPicture.Draw(
            image, new TerminalScreen(TerminalGraphics.Blocks, 2, 4), ImageCodecs.Default, out var rows);

        Assert.Equal(2, rows);
        Assert.Equal(
            "\e[38;2;255;0;0;48;2;0;0;255m▀\e[0;38;2;0;255;0m▀\e[0m\n\e[0m \e[0;38;2;9;8;7m▀\e[0m\n", text);
    }

    [Fact]
    public void Sixel_draws_each_pixel_in_its_color()
    {
        using var image = Paint<Rgba32>(
            7, 13, (x, y) => (x + y) % 5 == 0 ? default : new((byte)(51 * (x % 6)), (byte)(51 * (y % 6)), 255));
        var text = TerminalPicture.Draw(
            image, new TerminalScreen(TerminalGraphics.Sixel, 1, 3, 7, 13), ImageCodecs.Default, out _);

        var seen = Read(text);
        Assert.All(Coordinates(7, 13), at => Assert.Equal(image[at.X, at.Y], seen[at.Y, at.X]));
    }

    [Fact]
    public void Kitty_sends_the_image_as_png_in_chunks()
    {
        var random = new Random(1);
        using var image = Paint<Rgba32>(
            90, 70, (_, _) => new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
        var text =
            TerminalPicture.Draw(image, new TerminalScreen(TerminalGraphics.Kitty, 80, 24), ImageCodecs.Default, out _);

        var pieces = Regex.Matches(text, "\e_G([^;]*);([^\e]*)\e\\\\");
        Assert.True(pieces.Count > 1);
        Assert.StartsWith("a=T,f=100,", pieces[0].Groups[1].Value, StringComparison.Ordinal);
        Assert.EndsWith("m=0", pieces[^1].Groups[1].Value, StringComparison.Ordinal);
        Assert.All(pieces, piece => Assert.True(piece.Groups[2].Length <= 4096));
        var png = Convert.FromBase64String(string.Concat(pieces.Select(piece => piece.Groups[2].Value)));
        using var back = ImageCodecs.Default.DecodeRgba(ImageSource.Memory(png, "kitty"));
        Assert.Equal(image.Row(69).ToArray(), back.Row(69).ToArray());
    }

    [Fact]
    public void An_image_fits_its_window()
    {
        using var image = new Raster<Rgba32>(300, 200, clear: true);

        _ = TerminalPicture.Draw(
            image, new TerminalScreen(TerminalGraphics.Blocks, 60, 12), ImageCodecs.Default, out var rows);

        Assert.Equal(10, rows);
    }

    /// <summary>Decodes Sixel.</summary>
    private static Rgba32[,] Read(string text)
    {
        var size = Regex.Match(text, @"^\eP0;1;0q""1;1;(\d+);(\d+)");
        var seen = new Rgba32[Number(size.Groups[2]), Number(size.Groups[1])];
        var palette = new Dictionary<int, Rgba32>();
        var (x, top, color) = (0, 0, 0);
        var body = text[size.Length..text.IndexOf("\e\\", StringComparison.Ordinal)];
        foreach (Match token in Regex.Matches(body, @"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)([?-~])|([?-~])|([$-])"))
        {
            if (token.Groups[1].Success)
            {
                color = Number(token.Groups[1]);
                if (token.Groups[2].Success)
                {
                    palette[color] = new Rgba32(Full(token.Groups[2]), Full(token.Groups[3]), Full(token.Groups[4]));
                }

                continue;
            }

            if (token.Groups[8].Success)
            {
                (x, top) = (0, top + (token.Value == "-" ? 6 : 0));
                continue;
            }

            var count = token.Groups[5].Success ? Number(token.Groups[5]) : 1;
            var bits = (token.Groups[5].Success ? token.Groups[6].Value[0] : token.Value[0]) - '?';
            for (var end = x + count; x < end; x++)
            {
                for (var y = 0; y < 6; y++)
                {
                    if ((bits >> y & 1) != 0)
                    {
                        seen[top + y, x] = palette[color];
                    }
                }
            }
        }

        return seen;
    }

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    // 51 * n is 20 * n percent, so percentages are exact here.
    private static byte Full(Group percent) => (byte)Math.Round(Number(percent) * 2.55);
}
