namespace Stylize.Engine.Tests.DotArt;

public class ToneTests
{
    private static readonly DotArtOptions Tone = new() { AllowOverlap = false, Color = new Rgba32(0, 0, 0) };

    [Theory]
    [InlineData(200, 1f)]
    [InlineData(3000, 1f)]
    [InlineData(3000, 0f)]
    public void The_number_of_dots_is_exact_and_they_do_not_overlap_and_stay_inside(int count, float jitter)
    {
        using var image = Pictures.Landscape(260, 200);
        var dots = Dots.Of(image, Tone with { DotCount = count, PositionJitter = jitter, SizeVariation = jitter / 3 });
        Assert.Equal(count, dots.Length);
        Assert.True(Dots.DeepestOverlap(dots) <= 1e-3, $"{Dots.DeepestOverlap(dots)}");
        Dots.AssertInside(dots, 260, 200);
    }

    [Fact]
    public void Ink_equals_that_of_the_image_for_both_tone_curves()
    {
        using var image = Pictures.Landscape(256, 256);
        foreach (var curve in new[] { ToneCurve.Encoded, ToneCurve.Linear })
        {
            var wanted = PixelArt.SyntheticPhotograph.Pixels(image).Average(pixel =>
            {
                var encoded = pixel.R / 255.0;
                var linear = encoded <= 0.04045 ? encoded / 12.92 : Math.Pow((encoded + 0.055) / 1.055, 2.4);
                return 1 - (curve == ToneCurve.Encoded ? encoded : linear);
            });
            using var drawn = Dots.Drawn(image, Tone with { DotCount = 4000, AllowOverlap = true, ToneCurve = curve });
            Assert.Equal(wanted, Dots.Coverage(drawn), 0.012);
        }
    }

    [Fact]
    public void White_images_and_white_areas_get_no_dots()
    {
        using var white = Pictures.Flat(64, 64, new Rgba32(255, 255, 255));
        Assert.Empty(Dots.Of(white, Tone with { DotCount = 500 }));
        using var half = Pictures.Gray(128, 64, (x, _) => x < 64 ? 255 : 60);
        Assert.All(Dots.Of(half, Tone with { DotCount = 400 }), d => Assert.True(d.X > 62));
    }

    [Theory]
    [InlineData(DotPattern.Hexagonal, true, 100)]
    [InlineData(DotPattern.Hexagonal, false, 128)]
    [InlineData(DotPattern.Square, true, 20)]
    [InlineData(DotPattern.Square, false, 128)]
    public void Halftone_dots_of_constant_gray_have_one_size_and_the_ink_of_their_cells(
        DotPattern pattern, bool overlap, byte gray)
    {
        using var flat = Pictures.Flat(203, 197, new Rgba32(gray, gray, gray));
        var options = Tone with { DotCount = 1000, Pattern = pattern, AllowOverlap = overlap };
        var dots = Dots.Of(flat, options);
        Assert.Single(dots.Select(d => d.Radius).Distinct());
        var rows = dots.GroupBy(d => d.Y).OrderBy(g => g.Key).ToArray();
        var pitch = HalftoneGrid.PitchOf(pattern, 203 * 197, 1000);
        var grid = new HalftoneGrid(pattern, 203, 197, pitch);
        Assert.All(
            rows.Zip(rows.Skip(1)), pair => Assert.Equal(grid.CellHeight, pair.Second.Key - pair.First.Key, 0.11));
        Assert.Equal(pattern == DotPattern.Hexagonal, rows[1].Min(d => d.X) == 0 && rows[1].Max(d => d.X) == 203);
        using var drawn = Dots.Drawn(flat, options);
        Assert.Equal(1 - (gray / 255.0), Dots.Coverage(drawn), overlap ? 0.01 : 0.03);
    }
}
