using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Areas;

namespace Stylize.Engine.VectorArt;

/// <summary>Chooses the colors that are drawn and their order.</summary>
internal static class AreaColors
{
    /// <summary>Distance from the border of pixels that thin marks do not have.</summary>
    private const int Thick = 4;

    /// <summary>Sorts the labels of a map by extent, so that areas follow those that surround them, puts those that are not drawn at the
    /// end, and returns the colors of the others.</summary>
    /// <param name="areThin">True if even the inside of thin marks is mixed with the color around them. The color of a label with few thick
    /// areas is then the extreme.</param>
    public static AreaFills Finish(
        LabelMap map, LabelRegions regions, Dictionary<byte, Gradient> gradients, Raster<Rgba32> image, VectorArtPlan plan, bool areThin,
        CancellationToken cancellation)
    {
        var statistics = new Statistics[LabelMap.Outside];
        for (var y = 0; y < map.Height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = image.Row(y);
            ReadOnlySpan<byte> above = map.Row(y - 1), labels = map.Row(y), below = map.Row(y + 1);
            for (var x = 0; x < row.Length; x++)
            {
                var label = labels[x];
                ref var sum = ref statistics[label];
                sum.Area++;
                var isFrame = y == 0 || y == map.Height - 1 || x == 0 || x == row.Length - 1;
                sum.Frame += isFrame ? 1 : 0;

                // Pixels at the border of an area may be mixed.
                var isInner = !isFrame && labels[x - 1] == label && labels[x + 1] == label && above[x] == label && below[x] == label;
                var weight = isInner ? 256 : 1;
                sum.R += weight * row[x].R;
                sum.G += weight * row[x].G;
                sum.B += weight * row[x].B;
                sum.Weight += weight * (row[x].A < LabelMap.Opaque ? 0 : 1);
                sum.Thick += areThin && map.IsInside(x, y, Thick) ? 1 : 0;
                sum.Vote(row[x]);
            }
        }

        var used = Enumerable.Range(0, statistics.Length).Where(label => statistics[label].Area > 0).ToList();
        var drawn = used.Where(label => statistics[label].Weight > 0).ToList();
        var opaque = drawn;
        if (plan.IsOutline)
        {
            drawn = [.. drawn.OrderBy(label => LabConversion.FromRgba(statistics[label].Mean).L).Take(1)];
        }
        else if (plan.LeavesBackground && drawn.Count == used.Count)
        {
            var frame = drawn.MaxBy(label => statistics[label].Frame);
            drawn = drawn.FindAll(label => label != frame);
        }

        var extents = regions.Extents();
        drawn = [.. drawn.OrderByDescending(label => extents[label]).ThenBy(label => label)];
        var order = new byte[256];
        Array.Fill(order, (byte)drawn.Count);
        for (var i = 0; i < drawn.Count; i++)
        {
            order[drawn[i]] = (byte)i;
        }

        // The color of more than half of the pixels, as in logos, or the mean.
        var counts = new int[drawn.Count];
        var background = used.MaxBy(label => statistics[label].Area);
        var extremes = new Statistics[LabelMap.Outside];
        for (var y = 0; y < map.Height; y++)
        {
            var row = image.Row(y);
            var labels = map.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                ref readonly var all = ref statistics[labels[x]];
                if (areThin && labels[x] != background && 2 * all.Thick < all.Area)
                {
                    extremes[labels[x]].Add(row[x], Math.Max(0, all.BeyondMean(row[x], statistics[background].Mean)));
                }

                var isUsual = row[x] == statistics[labels[x]].Usual;
                var label = labels[x] = order[labels[x]];
                if (isUsual && label < counts.Length)
                {
                    counts[label]++;
                }
            }
        }

        Rgba32[] colors = [.. drawn.Select((label, i) => plan.Palette is { } palette ? palette[label]
            : 2 * counts[i] > statistics[label].Area ? statistics[label].Usual with { A = 255 }
            : extremes[label].Weight > 0 ? extremes[label].Mean : statistics[label].Mean)];
        return new(
            colors, [.. drawn.Select(label => gradients.GetValueOrDefault((byte)label))],
            opaque.Count > drawn.Count ? statistics[opaque.Except(drawn).First()].Mean : null);
    }

    private struct Statistics
    {
        public long R, G, B, Weight;
        public int Area, Frame, Votes, Thick;
        public Rgba32 Usual;

        public readonly Rgba32 Mean => new(Round(R), Round(G), Round(B));

        /// <summary>Finds the color of more than half of the pixels, if there is one (Boyer and Moore, 1981).</summary>
        public void Vote(Rgba32 color)
        {
            if (Votes == 0)
            {
                Usual = color;
            }

            Votes += Usual == color ? 1 : -1;
        }

        public void Add(Rgba32 color, long weight) =>
            (R, G, B, Weight) = (R + (weight * color.R), G + (weight * color.G), B + (weight * color.B), Weight + weight);

        /// <summary>Returns by how much a color is farther from another one than the mean is, times the distance of the mean.</summary>
        public readonly int BeyondMean(Rgba32 color, Rgba32 other)
        {
            var mean = Mean;
            return ((color.R - mean.R) * (mean.R - other.R)) + ((color.G - mean.G) * (mean.G - other.G))
                + ((color.B - mean.B) * (mean.B - other.B));
        }

        private readonly byte Round(long sum) => (byte)((sum + (Weight / 2)) / Weight);
    }
}
