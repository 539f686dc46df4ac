using System.Buffers.Binary;

namespace Stylize.Engine.Tests.Drawings;

/// <summary>A PNG of a sheet states the size of the paper.</summary>
public sealed class SheetPixelsTests : CliTest
{
    // 1,448 x 2,048 pixels on 210 x 297 mm are 6,895 pixels per meter, which is 175 dpi.
    [Theory]
    [InlineData("dot-art", 96, 128, 1448, 2048, "--dot-count", "200")]
    [InlineData("dot-art", 128, 96, 2048, 1448, "--dot-count", "200")]
    [InlineData("trace", 96, 128, 1448, 2048, "--png-size", "2048")]
    public void A_sheet_has_its_physical_size(
        string command, int width, int height, int across, int down, params string[] options)
    {
        _folder.Image("a.png", width, height);
        _folder.Run([command, "a.png", "--paper-size", "A4", "-o", "sheet.png", .. options]).Exits(0);
        Assert.Equal(6895, PixelsPerMeter("sheet.png"));
        using var drawn = _folder.Decode("sheet.png");
        Assert.Equal((across, down), (drawn.Width, drawn.Height));

        // The margin of 10 mm is blank.
        Assert.All([drawn[5, 5], drawn[across / 2, 40], drawn[40, down / 2]],
            pixel => Assert.True(pixel.A == 0 || pixel.R == 255));
    }

    [Fact]
    public void Plates_have_the_size_of_the_sheet()
    {
        _folder.Image("a.png", 96, 128);
        _folder.Run(
            "dot-art", "a.png", "--color", "black", "--separate", "--dot-count", "50", "-o", "sheet.png").Exits(0);
        Assert.Equal(6895, PixelsPerMeter("sheet_black.png"));
    }

    [Theory]
    [InlineData("dot-art")]
    [InlineData("trace")]
    [InlineData("pixel-art")]
    public void An_image_without_a_sheet_has_none(string command)
    {
        _folder.Image("a.png");
        _folder.Run(command, "a.png", "-o", "plain.png").Exits(0);
        Assert.Null(PixelsPerMeter("plain.png"));
    }

    /// <summary>Returns the resolution of the chunk pHYs in both directions, in pixels per meter; null without the
    /// chunk.</summary>
    private int? PixelsPerMeter(string name)
    {
        var bytes = File.ReadAllBytes(_folder[name]).AsSpan();
        var at = bytes.IndexOf("pHYs"u8);
        if (at < 0) return null;

        Assert.Equal(1, bytes[at + 12]);
        Assert.True(bytes.Slice(at + 4, 4).SequenceEqual(bytes.Slice(at + 8, 4)));
        return BinaryPrimitives.ReadInt32BigEndian(bytes[(at + 4)..]);
    }
}
