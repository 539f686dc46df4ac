using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>
/// Writes the overview and the page of a run from the files of its wells, including those of earlier runs and other
/// machines.
/// </summary>
/// <param name="database">Full path of the database; null for a server.</param>
internal sealed class PlateReport(
    PlannedPlate plate, string? database, bool noProvenance, CancellationToken cancellation)
{
    private readonly PlateOptions _options = plate.Options;
    private readonly PlateFiles _files = plate.Files;

    /// <param name="hasOverviews">True if the overviews are those of the wells and get only the provenance of this
    /// run.</param>
    public IReadOnlyList<PlateOutput> Write(bool hasOverviews = false)
    {
        var written = new List<PlateOutput>();
        var summaries = plate.Summaries.All();
        if (summaries.Count == 0) return written;

        var title = Title(summaries);
        var record = noProvenance ? null : Record(summaries);
        if (!_options.NoMontage)
        {
            var overview = new PlateOverview(plate.Codec);
            foreach (var group in summaries.GroupBy(s => (s.Experiment, s.Timepoint, s.Channel)))
            {
                cancellation.ThrowIfCancellationRequested();
                var path = _files.Overview(group.Key.Experiment, group.Key.Timepoint, group.Key.Channel);
                var metadata = ProvenanceText.Metadata(record);
                using var kept = hasOverviews ? Stamped(path, metadata.Provenance!) : null;
                using var picture = kept is not null ? null
                    : overview.Draw([.. group.Select(s => (s.Well, _files.Of(WellOutput.Thumbnail, s.Key)))]);
                AtomicFile.Write(
                    path, force: true, target =>
                    {
                        if (kept is not null) kept.WriteTo(target);
                        else plate.Codec.Encode(picture!, target, new(ImageFormat.Png) { Metadata = metadata });
                    },
                    cancellation);
                var info = plate.Codec.Identify(ImageSource.File(path), plate.Plan.Limits);
                written.Add(new PlateOutput(
                    path, "Overview", group.Key.Channel, info.Width, info.Height, group.Sum(s => s.Cells)));
            }
        }

        AtomicFile.Write(
            _files.Wells, force: true, target => CsvField.Write(target, WellLines(summaries)), cancellation);
        written.Add(new PlateOutput(
            _files.Wells, "WellTable", "", 0, summaries.Sum(s => s.Counted.Count), summaries.Sum(s => s.Cells)));
        WriteTable(
            written, _files.Images, "ImageTable", ["Tile", .. ImageQuality.Names, "Failed", "Excluded"],
            summaries, s => s.Images.Select(image => (image.Channel, (object?[])
            [
                image.Tile, .. image.Values().Cast<object?>(), image.FailedNames, image.IsExcluded ? 1 : 0,
            ])));
        WriteTable(
            written, _files.Interests, "RoiTable", ["Roi", "Area", "Cells", "Density"],
            summaries,
            s => s.Interests.Select(roi => (s.Channel, (object?[])[roi.Name, roi.Area, roi.Cells, roi.Density])));
        var page =
            new PlatePage(title, Date(summaries), ProvenanceOptions.FromRecord(_options), Links(summaries), record,
                new ExampleCells(plate, cancellation))
            .Write(
                summaries,
                [.. plate.Plan.Warnings, .. plate.Plan.Problems.Select(p => StylizeException.Verbatim(p.Message))],
                Files);
        AtomicFile.Write(_files.Page, force: true, target => target.Write(Encoding.UTF8.GetBytes(page)), cancellation);
        written.Add(new PlateOutput(_files.Page, "Page", "", 0, summaries.Count, summaries.Sum(s => s.Cells)));
        return written;
    }

    /// <summary>Returns true if the page was created from the current files of the wells, or if no well has
    /// files.</summary>
    public bool IsCurrent() =>
        plate.Summaries.All() is not { Count: > 0 } summaries
        || (IsThere && Record(summaries) is var record
            && Overviews(summaries).Append(_files.Page).All(path => Provenance(path)?.IsEquivalentTo(record) == true));

    /// <summary>Returns true if the overviews were drawn from the wells as they are, and no thumbnail is missing or
    /// newer.</summary>
    public bool HasOverviews()
    {
        var summaries = noProvenance || _options.NoMontage ? [] : plate.Summaries.All();
        if (summaries.Count == 0) return false;

        var source = SourceOf(summaries);
        var drawn = Overviews(summaries).ToList();
        return drawn.TrueForAll(path => Provenance(path)?.SourceSha256 == source)
            && drawn.Min(File.GetLastWriteTimeUtc) is var time
            && summaries.Select(s => _files.Of(WellOutput.Thumbnail, s.Key))
                .All(path => File.Exists(path) && File.GetLastWriteTimeUtc(path) <= time);
    }

    /// <summary>Returns a picture with other provenance; null if it is damaged.</summary>
    private static MemoryStream? Stamped(string path, string provenance)
    {
        using var from = new MemoryStream(InputFile.ReadAll(path, InputFile.MetadataBytes));
        var copy = new MemoryStream();
        try
        {
            ProvenanceStamp.Copy(from, copy, provenance);
            return copy;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private IEnumerable<string> Overviews(IEnumerable<WellSummary> summaries) => summaries
        .Where(_ => !_options.NoMontage).Select(s => _files.Overview(s.Experiment, s.Timepoint, s.Channel)).Distinct();

    private ProvenanceRecord? Provenance(string path) => ProvenanceReader.Read(ImageSource.File(path), plate.Codec);

    private static string SourceOf(IEnumerable<WellSummary> summaries) =>
        InputDigest.OfLines(summaries.Select(s => s.ToJson()));

    /// <summary>True if table and page exist. The page is written last.</summary>
    public bool IsThere => File.Exists(_files.Wells) && File.Exists(_files.Page);

    /// <summary>Returns the table of wells: keys, plate map and statistics of each measurement.</summary>
    private static IEnumerable<string> WellLines(IReadOnlyList<WellSummary> summaries)
    {
        string[] columns = [.. summaries.SelectMany(s => s.Conditions.Keys).Distinct()];
        yield return CsvField.Line(
            [.. StoredChannel.Columns, .. columns, "Measurement", "Count", .. WellStatistic.Names]);
        foreach (var (summary, row) in summaries.SelectMany(s => s.Counted, (summary, row) => (summary, row)))
        {
            yield return CsvField.Line(
            [
                .. summary.Key.Fields, .. columns.Select(column => summary.Conditions.GetValueOrDefault(column)),
                row.Measurement, row.Count,
                .. row.Values().Cast<object?>(),
            ]);
        }
    }

    /// <summary>Writes a table with rows of summaries after the keys of the wells; without a row, deletes that of an
    /// earlier run.</summary>
    private void WriteTable(
        List<PlateOutput> written, string path, string kind, string[] columns, IReadOnlyList<WellSummary> summaries,
        Func<WellSummary, IEnumerable<(string Channel, object?[] Values)>> rows)
    {
        var lines = summaries.SelectMany(rows, (summary, row) =>
            CsvField.Line([.. (summary.Key with { Channel = row.Channel }).Fields, .. row.Values])).ToList();
        if (lines.Count == 0)
        {
            File.Delete(path);
            return;
        }

        var head = CsvField.Line([.. StoredChannel.Columns, .. columns]);
        AtomicFile.Write(path, force: true, target => CsvField.Write(target, lines.Prepend(head)), cancellation);
        written.Add(new PlateOutput(path, kind, "", 0, lines.Count, summaries.Sum(s => s.Cells)));
    }

    private string Title(IReadOnlyList<WellSummary> summaries) =>
        string.Join(", ", summaries.Select(s => s.Experiment).Distinct())
            + (_options.Run == RunRecord.DefaultName ? "" : $", run {_options.Run}");

    private ProvenanceRecord Record(IReadOnlyList<WellSummary> summaries) => ProvenanceRecord.Create(
        PlateOptions.OperationName, PlateOptions.OperationVersion, ProvenanceOptions.FromRecord(_options),
        Title(summaries), SourceOf(summaries));

    /// <summary>Returns the day on which the last of the wells was segmented.</summary>
    private string Date(IReadOnlyList<WellSummary> summaries) => summaries
        .Select(s => File.GetLastWriteTimeUtc(_files.Of(WellOutput.Summary, s.Key))).Max()
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private IEnumerable<KeyValuePair<string, string>> Links(IReadOnlyList<WellSummary> summaries)
    {
        if (database is not null)
        {
            yield return new("Database", Address(database));
        }

        yield return new("Wells", Address(_files.Wells));
        if (summaries.Any(s => s.Images.Count > 0)) yield return new("Images", Address(_files.Images));
        var hasInterests = summaries.Any(s => s.Interests.Count > 0);
        if (hasInterests) yield return new("Regions of interest", Address(_files.Interests));

        string[] folders = ["Regions", "Tracks", "Overlays", "CellMasksMontage"];
        foreach (var folder in folders.Where(f => Directory.Exists(Path.Combine(_files.Folder, f))))
        {
            yield return new(folder == "CellMasksMontage" ? "Masks" : folder, folder + "/");
        }

        if (Overviews(summaries).LastOrDefault(File.Exists) is { } last) yield return new("Overview", Address(last));
    }

    private PageWell Files(WellSummary summary) => new(
        StylizeException.OrDefault(() => InputFile.ReadAll(
            _files.Of(WellOutput.Thumbnail, summary.Key), InputFile.MetadataBytes)),
        Existing(_files.Of(WellOutput.Overlay, summary.Key)), Existing(_files.Of(WellOutput.Table, summary.Key)));

    private string? Existing(string path) => File.Exists(path) ? Address(path) : null;

    /// <summary>Returns the address of a file relative to the page, so that the destination can be moved.</summary>
    private string Address(string path)
    {
        var relative = Path.GetRelativePath(_files.Folder, path);
        return Path.IsPathFullyQualified(relative) ? new Uri(relative).AbsoluteUri
            : string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
    }
}
