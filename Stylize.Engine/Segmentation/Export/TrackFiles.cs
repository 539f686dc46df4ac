using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Export;

/// <summary>
/// The tracks of a series in the terms of the Cell Tracking Challenge: frames from 0, and a line "L B E P" per track. A
/// challenge track has no gaps, so a track that misses frames continues as a new one, whose parent is the part before
/// the gap.
/// </summary>
internal sealed class CellTrackingFiles
{
    private readonly Dictionary<int, List<Part>> _parts = [];
    private int _last;

    /// <param name="tracks">All tracks of the series.</param>
    /// <param name="present">For each frame the numbers of the tracks in it.</param>
    public CellTrackingFiles(IReadOnlyList<CellTrack> tracks, IReadOnlyList<IReadOnlyCollection<int>> present)
    {
        _last = tracks.Select(t => t.Number).DefaultIfEmpty(0).Max();
        foreach (var track in tracks)
        {
            var parts = new List<Part>();
            for (var frame = 0; frame < present.Count; frame++)
            {
                if (!present[frame].Contains(track.Number)) continue;

                if (parts.Count > 0 && parts[^1].End == frame - 1)
                {
                    parts[^1].End = frame;
                }
                else
                {
                    parts.Add(parts.Count == 0
                        ? new Part(track.Number, frame)
                        : new Part(++_last, frame) { Parent = parts[^1].Label });
                }
            }

            if (parts.Count > 0)
            {
                _parts[track.Number] = parts;
            }
        }

        foreach (var track in tracks.Where(t => _parts.ContainsKey(t.Number)))
        {
            var first = _parts[track.Number][0];
            if (track.Parent is { } parent && _parts.TryGetValue(parent, out var before)
                && before[^1].End < first.Begin)
            {
                first.Parent = before[^1].Label;
            }
        }
    }

    public int MaxLabel => _last;

    public int Label(int track, int frame) => _parts[track].First(p => p.Begin <= frame && frame <= p.End).Label;

    /// <summary>The content of res_track.txt and man_track.txt.</summary>
    public string Text => string.Concat(_parts.Values.SelectMany(p => p).OrderBy(p => p.Label).Select(
        p => Invariant($"{p.Label} {p.Begin} {p.End} {p.Parent}\n")));

    private sealed class Part(int label, int begin)
    {
        public int Label => label;
        public int Begin { get; } = begin;
        public int End { get; set; } = begin;
        public int Parent { get; set; }
    }
}

/// <summary>Writes the tracks of a series as a table for a tracks layer of napari: ID, T, Y, X first, with Z after T
/// for stacks.</summary>
internal static class NapariTracks
{
    /// <param name="frames">The regions of each timepoint of the series.</param>
    public static void Write(Stream target, StoredSeries series, IReadOnlyList<IReadOnlyList<StoredRegion>> frames)
    {
        string[] measured = [.. frames.SelectMany(f => f).Take(1).SelectMany(r => r.Values).Select(v => v.Key)];
        var z = Array.IndexOf(measured, "CentroidZ");
        var points = frames.Index()
            .SelectMany(f => f.Item.Where(r => r.Track is not null).Select(r => (Frame: f.Index, Region: r)))
            .OrderBy(p => p.Region.Track).ThenBy(p => p.Frame);
        CsvField.Write(
            target,
            points.Select(p => CsvField.Line(
            [
                p.Region.Track, p.Frame, .. z < 0 ? (object?[])[] : [p.Region.Values[z].Value], p.Region.CentroidY,
                p.Region.CentroidX, p.Region.Parent, series.Frames[p.Frame].Timepoint,
                p.Region.Label, .. p.Region.Values.Select(v => (object?)v.Value),
            ])).Prepend(CsvField.Line(
                ["ID", "T", .. z < 0 ? (string[])[] : ["Z"], "Y", "X", "Parent", "Timepoint", "Label", .. measured])));
    }
}
