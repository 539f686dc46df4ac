using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

internal static class TileRemarks
{
    /// <summary>Share of saturated pixels below which few cells are affected.</summary>
    public const double MaxSaturated = .001;

    /// <summary>
    /// Returns a warning per damaged tile, per channel with empty tiles, and notes on saturated pixels and on the
    /// scale.
    /// </summary>
    public static List<WellRemark> Collect(
        IReadOnlyList<(WellTimepoint Well, IReadOnlyList<ChannelReaders> Channels)> timepoints, string? align)
    {
        var damage = timepoints.SelectMany(t => t.Channels).SelectMany(c => c.Numbers.Select(n => c[n].Damage));
        List<WellRemark> remarks = [.. damage.OfType<string>().Distinct().Select(WellRemark.Warning)];
        var channels = timepoints.SelectMany(t => t.Channels.Select(c => (t.Well, Tiles: c)))
            .GroupBy(c => c.Tiles.Channel);
        foreach (var channel in channels)
        {
            foreach (var (well, tiles) in channel)
            {
                AddEmpty(remarks, well, tiles, string.Equals(align, channel.Key, StringComparison.OrdinalIgnoreCase));
            }

            AddSaturated(remarks, [.. channel], timepoints.Count);
            foreach (var (well, tiles) in channel)
            {
                AddFloat(remarks, well, tiles);
            }
        }

        return remarks;
    }

    private static void AddEmpty(List<WellRemark> remarks, WellTimepoint well, ChannelReaders tiles, bool isAligned)
    {
        var empty = tiles.Numbers.Where(n => tiles[n].Range.IsConstant).ToList();
        if (empty.Count == 0) return;

        var values = empty.Select(n => tiles.Scale.ToNumber(tiles[n].Range.Minimum)).Distinct().ToList();
        var what = values is [var value] ? Invariant($"{value}") : "of one value";
        remarks.Add(WellRemark.Warning(
            $"{well.Name}, channel {tiles.Channel}: {Plural.List("tile", empty)} "
            + $"{(empty.Count > 1 ? "are" : "is")} empty (all pixels are {what})"
            + (isAligned && tiles.IsEmpty ? ". The timepoint is not aligned." : ".")));
    }

    private static void AddFloat(List<WellRemark> remarks, WellTimepoint well, ChannelReaders tiles)
    {
        var (scale, strange) = (tiles.Scale, tiles.Numbers.Sum(n => tiles[n].NotFinite));
        if (tiles.HasNumbers)
        {
            remarks.Add(WellRemark.Note(Invariant(
                $"{well.Name}, channel {tiles.Channel}: numbers from {scale.Low:G6} to "
                + $"{scale.ToNumber(ushort.MaxValue):G6} are stored as 0 to 65,535 in montages, "
                + $"in which objects are found. Tables have the numbers of the files.")));
        }

        if (strange > 0)
        {
            remarks.Add(WellRemark.Warning(Invariant(
                $"{well.Name}, channel {tiles.Channel}: {strange:N0} pixels are NaN or infinite and count as ")
                + Invariant($"{scale.Low:G6}.")));
        }
    }

    /// <summary>Returns the share of saturated pixels of each channel; without channels of floating-point
    /// numbers.</summary>
    public static Dictionary<string, double> Saturated(IEnumerable<ChannelReaders> channels) =>
        channels.Where(IsLimited).ToDictionary(
            channel => channel.Channel,
            channel => Saturated(channel) / (double)Math.Max(channel.Ranges.Sum(r => r.Range.Count), 1));

    /// <summary>Returns a percentage of saturated pixels with two digits.</summary>
    public static string Text(double share) =>
        share < MaxSaturated ? $"less than {Text(MaxSaturated)}"
            : Invariant($"{(100 * share).ToString(share < .1 ? "G2" : "0", CultureInfo.InvariantCulture)}%");

    private static void AddSaturated(
        List<WellRemark> remarks, List<(WellTimepoint Well, ChannelReaders Tiles)> channel, int timepoints)
    {
        var saturated = channel.Where(c => IsLimited(c.Tiles))
            .Select(c => (c.Well, Count: Saturated(c.Tiles))).ToList();
        var count = saturated.Sum(s => s.Count);
        if (count == 0) return;

        var (first, tiles) = channel[0];
        var times = saturated.Where(s => s.Count > 0)
            .Select(s => Invariant($"{s.Well.Timepoint}")).ToList();
        var (name, when) = timepoints == 1 ? (first.Name, "")
            : ($"{first.Experiment}_{first.Well}", $" ({Plural.List("timepoint", times)})");
        var share = count / (double)channel.Sum(c => c.Tiles.Ranges.Sum(r => r.Range.Count));
        remarks.Add(WellRemark.Note(
            $"{name}, channel {tiles.Channel}: {Text(share)} of the pixels are saturated{when}."));
    }

    /// <summary>Returns false for floating-point numbers, whose range is chosen so that the highest is at full
    /// scale.</summary>
    private static bool IsLimited(ChannelReaders channel) => !channel.HasNumbers;

    private static long Saturated(ChannelReaders channel) => channel.Ranges.Sum(r => r.Range.Saturated(r.Bits));
}
