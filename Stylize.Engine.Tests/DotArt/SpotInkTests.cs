using Stylize.Engine.DotArt.Inks;
using Stylize.Engine.DotArt.Tone;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests inks of a few colors: grays, pure black areas, and shifted plates.</summary>
public sealed class SpotInkTests
{
    private static readonly Rgba32 White = new(255, 255, 255);
    private static readonly Rgba32[] Poster = [new(0, 0, 0), new(255, 69, 0), new(0, 0, 128)];

    /// <summary>The shares add up to the tone, and light tones have no black.</summary>
    [Theory]
    [InlineData(0.05f, 0)]
    [InlineData(0.2f, 0)]
    [InlineData(0.5f, 1)]
    [InlineData(0.8f, 2)]
    [InlineData(1f, 2)]
    public void Grays_mix_to_the_tone_with_the_nearest_inks(float darkness, int mostUsed)
    {
        float[] inks = [0.25f, 0.5f, 1f];
        var shares = new float[3];
        var mixed = new InkHull(Vector3.One, [.. inks.Select(ink => new Vector3(1 - ink))]).Solve(
            new Vector3(1 - darkness), shares);
        Assert.Equal(1 - darkness, mixed.X, 1e-4);
        Assert.Equal(darkness, inks.Zip(shares).Sum(pair => pair.First * pair.Second), 1e-4);
        Assert.InRange(shares.Sum(), 0, 1.0001);
        Assert.All(shares, share => Assert.InRange(share, 0, 1.0001));
        Assert.Equal(mostUsed, Array.IndexOf(shares, shares.Max()));
        Assert.True(darkness > 0.25 || shares[2] == 0, $"{shares[2]}");
    }

    [Fact]
    public void Inks_on_both_sides_of_the_paper_are_no_line() =>
        Assert.Null(InkLine.Find(new Vector3(0.5f), [Vector3.One, Vector3.Zero]));

    [Fact]
    public void Black_areas_have_the_darkest_ink_alone_and_light_ones_their_mixture()
    {
        var (mixed, kept) = (new float[3], new float[3]);
        var color = new Rgba32(60, 30, 30);
        new InkMixture(White, Poster, ToneCurve.Encoded).Shares(color, mixed);
        new InkMixture(White, Poster, ToneCurve.Encoded, keepBlack: true).Shares(color, kept);
        Assert.True(mixed[1] > 0.05, $"{mixed[1]}");
        Assert.Equal((0, 0), (kept[1], kept[2]));
        Assert.Equal(1 - (((0.2126 * 60) + (0.7152 * 30) + (0.0722 * 30)) / 255), kept[0], 0.01);
        new OverprintMixture(White, Poster, ToneValues.ForCurve(ToneCurve.Encoded), keepBlack: true).Shares(
            new Vector3(60, 30, 30) / 255f, kept);
        Assert.Equal((0, 0), (kept[1], kept[2]));

        color = new Rgba32(200, 120, 90);
        new InkMixture(White, Poster, ToneCurve.Encoded).Shares(color, mixed);
        new InkMixture(White, Poster, ToneCurve.Encoded, keepBlack: true).Shares(color, kept);
        Assert.Equal(mixed, kept);
    }

    [Fact]
    public void Each_plate_is_shifted_by_the_distance_in_a_direction_of_its_own()
    {
        using var image = Pictures.Busy(200, 100);
        var plain =
            new DotArtOptions { Palette = Poster, DotCount = 500, Inks = new() { Separation = Separation.Inks } };
        var aligned = Dots.Of(image, plain).ToLookup(dot => dot.Color);
        var shifted = Dots.Of(image, plain with { Inks = plain.Inks with { Misregistration = new(2) } })
            .ToLookup(dot => dot.Color);

        // Landscape A4 with margins of 10 mm: 277 mm for 200 pixels.
        const double Scale = 277.0 / 200;
        var shifts = Poster.Select(
            ink => aligned[ink].Select(dot => shifted[ink].Min(other => Dots.Between(dot, other))).Max()).ToArray();
        Assert.All(shifts, shift => Assert.InRange(shift, 0.1, 2 / Scale + 0.1));
        for (var ink = 0; ink < 3; ink++)
        {
            var (x, y) = Misregistration.ShiftOf(ink, 2);
            Assert.Equal(2, Math.Sqrt((x * x) + (y * y)), 1e-9);
            var (dx, dy) = ((float)(x / Scale), (float)(y / Scale));
            var inner = aligned[Poster[ink]].Where(dot => dot.X is > 20 and < 180 && dot.Y is > 20 and < 80).ToList();
            Assert.NotEmpty(inner);
            Assert.All(inner, dot => Assert.Contains(
                shifted[Poster[ink]],
                other => Math.Abs(other.X - dot.X - dx) < 0.06 && Math.Abs(other.Y - dot.Y - dy) < 0.06));
        }
    }
}
