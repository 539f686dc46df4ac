using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Tiles that were labeled together, and the columns of their regions.</summary>
internal sealed record RestoredPlane(
    IReadOnlyList<RestoredTile> Tiles, IReadOnlyList<RegionColumn> Columns, int Count, IReadOnlyList<string>? Interests)
{
    public static RestoredPlane FromRows(PlaneMeasurement plane) => new(
        [.. plane.Tiles.Select(t => new RestoredTile(
            t.Tile.Tile, t.Width, t.Height, t.Left, t.Top, t.Threshold, t.MinimumArea, t.Kind))],
        plane.Regions.Columns, plane.Regions.Count, plane.InterestOfRegion is null ? null : plane.Interests);

    /// <summary>Returns the rows of the next lines of a table.</summary>
    /// <param name="parents">Receives the parents of tracks; null without tracking.</param>
    public PlaneMeasurement Rows(
        ChannelTiles channel, IReadOnlyList<string> measured, TileMeasurement[] tiles, string[] head,
        IEnumerator<string[]> lines, Dictionary<int, int>? parents)
    {
        var first = head.Length - Columns.Count;
        int Find(string name) => Array.LastIndexOf(head, name, first - 1);
        var (track, parent) = parents is null ? (-1, -1) : (Find("Track"), Find("Parent"));
        var (ofTiles, ofInterests, ofTracks) = (new int[Count], new int[Count], new int[Count]);
        var (numbers, names) = (tiles.Select(t => t.Tile.Tile).ToList(), Interests?.ToList() ?? []);
        var rows = new RegionTable([], Count).With(Columns, region =>
        {
            if (!lines.MoveNext()) throw new InvalidDataException();

            var fields = lines.Current;
            int Whole(int at) =>
                at < 0 || fields[at].Length == 0 ? 0 : int.Parse(fields[at], CultureInfo.InvariantCulture);
            ofTiles[region] = numbers.IndexOf(Whole(StoredChannel.Columns.Count));
            
            // Tables have an apostrophe before what could be a formula.
            ofInterests[region] = names.FindIndex(
                name => name == fields[first - 1] || "'" + name == fields[first - 1]) + 1;
            ofTracks[region] = Whole(track);
            if (Whole(parent) is > 0 and var mother) parents![ofTracks[region]] = mother;

            return [.. fields[first..].Select(field => field.Length == 0 ? double.NaN
                : double.Parse(field, CultureInfo.InvariantCulture))];
        });
        return new(channel.Channel, measured, tiles, rows, ofTiles)
        {
            Part = channel.Part, Interests = names, InterestOfRegion = Interests is null ? null : ofInterests,
            TrackOfRegion = track < 0 ? null : ofTracks,
        };
    }
}
