using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Areas;

namespace Stylize.Engine.VectorArt;

/// <summary>Chooses the colors that are drawn and their order.</summary>
internal static class AreaColors
{
    /// <summary>Distance from the border of pixels that thin marks do not have.</summary>
    private const int Thick = 4;

    /// <summary>Sorts the labels of a map by extent, so that areas follow those that surround them, puts those that are
    /// not drawn at the end, and returns their colors.</summary>
    /// <param name="areThin">True if even the inside of thin marks is mixed with the color around them. The color of a
    /// label with few thick areas is then the extreme.</param>
    public static AreaFills Finish(
        AreaLabels all, LabelRegions regions, Dictionary<byte, Gradient> gradients, Raster<Rgba32> image,
        VectorArtPlan plan, bool areThin, ThreadGrant threads, CancellationToken cancellation)
    {
        var map = all.Map;
        var bands = RowBands.Count(map.Height);
        var (parts, frames) = (new Statistics[bands][], new bool[bands]);
        RowBands.ForEach(map.Height, threads, cancellation, (band, first, end) =>
        {
            var sums = parts[band] = new Statistics[LabelMap.Nothing];
            for (var y = first; y < end; y++)
            {
                frames[band] |= AddRow(y, sums);
            }
        });
        var (statistics, framesNothing) = (Sum(parts), frames.Contains(true));
        var used = Enumerable.Range(0, statistics.Length).Where(label => statistics[label].Area > 0).ToList();
        var drawn = used;
        if (plan.Options.Outline)
        {
            drawn = [.. drawn.OrderBy(label => LabConversion.FromRgba(statistics[label].Mean).L).Take(1)];
        }
        else if (plan.LeavesBackground && !framesNothing)
        {
            var frame = drawn.MaxBy(label => statistics[label].Frame);
            drawn = drawn.FindAll(label => label != frame);
        }

        // Ink that differs more from its ground covers the lines that cross it.
        var background = used.OrderByDescending(label => statistics[label].Area).FirstOrDefault();
        var extents = regions.Extents();
        drawn = [.. drawn
            .OrderBy(label => !plan.Options.Centerline ? 0
                : EdgeSharpener.Distance(GivenOrMean(background), GivenOrMean(label)))
            .ThenByDescending(label => extents[label]).ThenBy(label => label)];
        List<int> labeled = [.. drawn, .. used.Except(drawn)];
        var order = new byte[LabelMap.Nothing];
        for (var i = 0; i < labeled.Count; i++)
        {
            order[labeled[i]] = (byte)i;
        }

        RowBands.ForEach(map.Height, threads, cancellation, (band, first, end) =>
        {
            var sums = parts[band] = new Statistics[LabelMap.Nothing];
            for (var y = first; y < end; y++)
            {
                RenameRow(y, sums);
            }
        });
        var extremes = Sum(parts);

        return new(
            [.. labeled.Select(label => ColorOf(label) with { A = all.OpacityOf(label) })],
            [.. labeled.Select(label => gradients.GetValueOrDefault((byte)label))], drawn.Count);

        Rgba32 GivenOrMean(int label) =>
            plan.Options.Palette is { } palette ? palette[label % palette.Count] : statistics[label].Mean;

        // The color of more than half of the pixels, as in logos, or the mean.
        Rgba32 ColorOf(int label) => plan.Options.Palette is not null ? GivenOrMean(label)
            : 2 * extremes[label].Usuals > statistics[label].Area ? statistics[label].Usual
            : extremes[label].Weight > 0 ? extremes[label].Mean : statistics[label].Mean;

        // Returns true if an end of the row has no label.
        bool AddRow(int y, Statistics[] sums)
        {
            var framesNothing = false;
            var row = image.Row(y);
            ReadOnlySpan<byte> above = map.Row(y - 1), labels = map.Row(y), below = map.Row(y + 1);
            for (var x = 0; x < row.Length; x++)
            {
                var label = labels[x];
                var isFrame = y == 0 || y == map.Height - 1 || x == 0 || x == row.Length - 1;
                if (label == LabelMap.Nothing)
                {
                    framesNothing |= isFrame;
                    continue;
                }

                ref var sum = ref sums[label];
                sum.Area++;
                sum.Frame += isFrame ? 1 : 0;

                // Pixels at the border of an area may be mixed.
                var isInner = !isFrame && labels[x - 1] == label && labels[x + 1] == label && above[x] == label
                    && below[x] == label;
                sum.Add(row[x], isInner ? 256 : 1);
                sum.Thick += areThin && map.IsInside(x, y, Thick) ? 1 : 0;
                sum.Vote(row[x], 1);
            }

            return framesNothing;
        }

        // Also counts the pixels of the usual color.
        void RenameRow(int y, Statistics[] sums)
        {
            var row = image.Row(y);
            var labels = map.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                if (labels[x] is var label && label == LabelMap.Nothing) continue;

                ref readonly var sum = ref statistics[label];
                if (areThin && label != background && 2 * sum.Thick < sum.Area)
                {
                    sums[label].Add(row[x], Math.Max(0, sum.BeyondMean(row[x], statistics[background].Mean)));
                }

                labels[x] = order[label];
                sums[label].Usuals += row[x] == sum.Usual ? 1 : 0;
            }
        }
    }

    private static Statistics[] Sum(Statistics[][] parts)
    {
        var sums = new Statistics[LabelMap.Nothing];
        foreach (var part in parts)
        {
            for (var label = 0; label < sums.Length; label++)
            {
                sums[label].Add(part[label]);
            }
        }

        return sums;
    }

    private struct Statistics
    {
        public long R, G, B, Weight;
        public int Area, Frame, Votes, Thick, Usuals;
        public Rgba32 Usual;

        public readonly Rgba32 Mean => new(Round(R), Round(G), Round(B));

        /// <summary>Finds the color of more than half of the pixels, if there is one (Boyer and Moore, 1981).</summary>
        public void Vote(Rgba32 color, int votes)
        {
            if (Usual != color && Votes < votes)
            {
                (Usual, Votes) = (color, votes - Votes);
                return;
            }

            Votes += Usual == color ? votes : -votes;
        }

        public void Add(in Statistics other)
        {
            (R, G, B, Weight) = (R + other.R, G + other.G, B + other.B, Weight + other.Weight);
            (Area, Frame, Thick) = (Area + other.Area, Frame + other.Frame, Thick + other.Thick);
            Usuals += other.Usuals;
            Vote(other.Usual, other.Votes);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Rgba32 color, long weight)
        {
            weight *= color.A;
            (R, G, B, Weight) =
                (R + (weight * color.R), G + (weight * color.G), B + (weight * color.B), Weight + weight);
        }

        /// <summary>Returns by how much a color is farther from another one than the mean is, times the distance of the
        /// mean.</summary>
        public readonly int BeyondMean(Rgba32 color, Rgba32 other)
        {
            var mean = Mean;
            return ((color.R - mean.R) * (mean.R - other.R)) + ((color.G - mean.G) * (mean.G - other.G))
                + ((color.B - mean.B) * (mean.B - other.B));
        }

        private readonly byte Round(long sum) => (byte)((sum + (Weight / 2)) / Weight);
    }
}
