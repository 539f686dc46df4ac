using Stylize.Engine.DotArt.Points;
using Stylize.Engine.DotArt.Tone;

namespace Stylize.Engine.Tests.DotArt;

public unsafe class DiscPackingTests
{
    private const float Side = 100;

    [Theory]
    [InlineData(1, 0.3, 1)]
    [InlineData(200, 0.3, 2)]
    [InlineData(200, 0.9, 3)]
    [InlineData(800, 0.7, 4)]
    public void Discs_do_not_overlap_and_stay_inside_and_within_their_targets(int count, double coverage, int seed)
    {
        using var sites = Random(count, seed);
        var targets = Targets(count, coverage, seed);
        var radii = PackAndSettle(sites, ref targets);
        AssertApart(sites, targets, radii);
    }

    [Fact]
    public void Discs_with_room_keep_their_position_and_target_radius()
    {
        using var sites = Random(25, 1);
        for (var i = 0; i < 25; i++)
        {
            sites.MoveTo(i, 10 + (20 * (i % 5)), 10 + (20 * (i / 5)));
        }

        sites.Sort();
        var targets = Enumerable.Range(0, 25).Select(i => 2f + (0.2f * i)).ToArray();
        var radii = new float[25];
        DiscPacking.Pack(sites, targets, radii, default);
        Assert.Equal(targets, radii);
        Assert.Equal([10f, 30f, 50f, 70f, 90f], Enumerable.Range(0, 25).Select(i => sites.X[i]).Distinct().Order());
    }

    /// <summary>Packs discs, rounds the centers to whole pixels, sorts, and resolves overlaps. The targets are sorted
    /// with the sites.</summary>
    private static float[] PackAndSettle(Sites sites, ref float[] targets)
    {
        var radii = new float[sites.Count];
        DiscPacking.Pack(sites, targets, radii, default);
        for (var i = 0; i < sites.Count; i++)
        {
            sites.MoveTo(i, MathF.Round(sites.X[i]), MathF.Round(sites.Y[i]));
        }

        var moved = new int[sites.Count];
        fixed (int* m = moved)
        {
            sites.Sort(m);
        }

        var before = targets;
        targets = [.. moved.Select(i => before[i])];
        radii = [.. moved.Select(i => radii[i])];
        DiscPacking.ResolveOverlaps(sites, targets, radii, default);
        return radii;
    }

    private static void AssertApart(Sites sites, float[] targets, float[] radii)
    {
        for (var i = 0; i < sites.Count; i++)
        {
            Assert.InRange(radii[i], 0, targets[i]);
            Assert.True(sites.X[i] >= radii[i] && sites.Y[i] >= radii[i] && Side - sites.X[i] >= radii[i]
                && Side - sites.Y[i] >= radii[i]);
            for (var j = i + 1; j < sites.Count; j++)
            {
                Assert.True(VoronoiTests.Between(sites, i, j) >= radii[i] + radii[j] - 1e-4, $"{i} and {j} overlap");
            }
        }
    }

    /// <summary>Returns radii that differ by up to a factor of 2 and together cover a share of the square.</summary>
    private static float[] Targets(int count, double coverage, int seed)
    {
        var random = new Random(seed);
        var radii = Enumerable.Range(0, count).Select(_ => 1 + random.NextDouble()).ToArray();
        var scale = Math.Sqrt(coverage * Side * Side / Math.PI / radii.Sum(r => r * r));
        return [.. radii.Select(r => (float)(r * scale))];
    }

    private static Sites Random(int count, int seed)
    {
        var random = new Random(seed);
        var sites = new Sites(count, Side, Side);
        for (var i = 0; i < count; i++)
        {
            sites.MoveTo(i, random.NextSingle() * Side, random.NextSingle() * Side);
        }

        sites.Sort();
        return sites;
    }
}
