using Stylize.Engine.DotArt.Inks;
using Stylize.Engine.DotArt.Tone;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests the separation of colors into inks, stippled together or on screens.</summary>
public sealed class InkTests
{
    private static readonly Rgba32 White = new(255, 255, 255);
    private static readonly Rgba32[] Inks = [new(220, 30, 40), new(30, 60, 200), new(0, 0, 0)];

    [Fact]
    public void No_mixture_on_a_grid_of_shares_is_closer_to_a_color()
    {
        var mixture = Hull();
        var random = new Random(4);
        var shares = new float[3];
        for (var i = 0; i < 20; i++)
        {
            var wanted = new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle());
            mixture.Solve(wanted, shares);
            Assert.All(shares, share => Assert.InRange(share, 0, 1.001f));
            Assert.InRange(shares.Sum(), 0, 1.001f);
            var found = Distance(Mix(shares[0], shares[1], shares[2]), wanted);
            for (var r = 0; r <= 20; r++)
            {
                for (var b = 0; b <= 20 - r; b++)
                {
                    for (var k = 0; k <= 20 - r - b; k++)
                    {
                        Assert.True(Distance(Mix(r / 20.0, b / 20.0, k / 20.0), wanted) >= found - 1e-3);
                    }
                }
            }
        }

        static float Distance(Vector3 a, Vector3 b) => Vector3.Distance(InkHull.Weights * a, InkHull.Weights * b);
    }

    [Fact]
    public void Each_ink_gets_its_share_of_the_area()
    {
        var mean = Mix(0.2, 0.1, 0.3);
        using var image =
            Pictures.Flat(300, 300, new Rgba32(Srgb.ToByte(mean.X), Srgb.ToByte(mean.Y), Srgb.ToByte(mean.Z)));
        var dots = Dots.Of(image, new DotArtOptions
        {
            DotCount = 3000, Palette = Inks, ToneCurve = ToneCurve.Linear,
            Inks = new() { Separation = Separation.Inks },
        });
        Assert.Equal(3000, dots.Length);
        var wanted = new[] { 0.2, 0.1, 0.3 };
        for (var ink = 0; ink < 3; ink++)
        {
            var area = dots.Where(d => d.Color == Inks[ink]).Sum(d => Math.PI * d.Radius * d.Radius);
            Assert.Equal(wanted[ink], area / image.PixelCount, 0.02);
        }
    }

    [Fact]
    public void Overprinted_process_inks_reproduce_every_color()
    {
        var mixture = new OverprintMixture(White, DotArtPlan.CmykInks, ToneValues.ForCurve(ToneCurve.Encoded));
        var random = new Random(5);
        var shares = new float[4];
        for (var i = 0; i < 200; i++)
        {
            var wanted = new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle());
            mixture.Shares(wanted, shares);
            for (var channel = 0; channel < 3; channel++)
            {
                Assert.Equal(wanted[channel], (1 - shares[channel]) * (1 - shares[3]), 2e-3);
            }
        }
    }

    [Theory]
    [InlineData(Separation.Cmyk)]
    [InlineData(Separation.Inks)]
    public void The_linear_tone_curve_draws_darker_inks(Separation separation)
    {
        var mean = Drawn(new Rgba32(128, 128, 128), separation, ToneCurve.Linear);
        Assert.Equal(Srgb.ToLinear(128) * 255, mean.G, 2.0);
    }

    [Fact]
    public void Light_colors_get_no_black_ink_on_screens()
    {
        var mixture = new OverprintMixture(White, DotArtPlan.CmykInks, ToneValues.ForCurve(ToneCurve.Encoded));
        var shares = new float[4];
        mixture.Shares(new Vector3(0.88f, 0.67f, 0.54f), shares);
        Assert.Equal(0, shares[3], 1e-3);
        mixture.Shares(new Vector3(0.2f, 0.2f, 0.2f), shares);
        Assert.InRange(shares[3], 0.5, 0.8);
    }

    public static TheoryData<float> AllShares => [0.1f, 0.7f, 0.85f, 0.97f];

    [Theory]
    [MemberData(nameof(AllShares))]
    public void A_screen_dot_covers_its_share_of_the_grid(float share)
    {
        var radius = HalftoneGrid.RadiusOf(DotPattern.Square, share);

        // The nearest dot of the grid is at a corner of the square, of which this is a quarter.
        var covered = Coordinates(200, 200).Average(
            at => Math.Pow((at.X + 0.5) / 400, 2) + Math.Pow((at.Y + 0.5) / 400, 2) <= radius * radius ? 1 : 0);
        Assert.Equal(share, covered, 2e-3);
    }

    [Fact]
    public void Screens_have_their_angles_and_rulings()
    {
        using var image = Pictures.Flat(200, 200, new Rgba32(128, 128, 128));
        var options = new DotArtOptions
        {
            Palette = [new(0, 0, 0)],
            Plot = new() { Sheet = new() { PaperSize = new PaperSize(100, 100), Margin = new(0) } },
            Inks = new() { Separation = Separation.Inks, ScreenAngle = [30], ScreenRuling = [5] },
        };
        var dots = Dots.Of(image, options);

        // 5 lines/cm on 10 cm: 2,500 squares, 4 pixels apart.
        Assert.InRange(dots.Length, 2350, 2650);
        var first = dots.MinBy(d => Math.Abs(d.X - 100) + Math.Abs(d.Y - 100));
        var neighbor = dots.Where(d => d != first).Where(d => Dots.Between(d, first) < 4.3).ToArray();
        Assert.Contains(neighbor, d => Math.Abs(Math.Atan2(first.Y - d.Y, d.X - first.X) - (Math.PI / 6)) < 0.06);
    }

    /// <summary>Returns the mean color of the drawing of a constant color.</summary>
    private static Rgba32 Drawn(Rgba32 color, Separation separation, ToneCurve curve)
    {
        using var image = Pictures.Flat(120, 120, color);
        using var drawn = Dots.Drawn(image, new DotArtOptions
        {
            DotCount = 1500, PngSize = 600, ToneCurve = curve, Palette = DotArtPlan.CmykInks,
            Inks = new() { Separation = separation },
        });
        var pixels = PixelArt.SyntheticPhotograph.Pixels(drawn);
        return new Rgba32(Mean(p => p.R), Mean(p => p.G), Mean(p => p.B));

        byte Mean(Func<Rgba32, double> channel) => (byte)Math.Round(pixels.Average(channel));
    }

    private static InkHull Hull()
    {
        var values = ToneValues.ForCurve(ToneCurve.Linear);
        return new InkHull(values[White], [.. Inks.Select(ink => values[ink])]);
    }

    private static Vector3 Mix(double red, double blue, double black)
    {
        static Vector3 Linear(Rgba32 c) => new(Srgb.ToLinear(c.R), Srgb.ToLinear(c.G), Srgb.ToLinear(c.B));
        return ((float)(1 - red - blue - black) * Linear(White)) + ((float)red * Linear(Inks[0]))
            + ((float)blue * Linear(Inks[1]))
            + ((float)black * Linear(Inks[2]));
    }
}
