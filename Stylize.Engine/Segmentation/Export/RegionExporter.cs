using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Engine.Segmentation.Export;

/// <summary>
/// Writes the regions of a run in the formats of other programs, all files or none, with one mask in memory at a time.
/// </summary>
internal sealed class RegionExporter
{
    /// <summary>The formats of the tables of the database.</summary>
    public const RegionExportFormats OfTables = RegionExportFormats.Csv | RegionExportFormats.Parquet;

    private const RegionExportFormats OfMasks =
        RegionExportFormats.ImageJ | RegionExportFormats.GeoJson | RegionExportFormats.Overlay | OfTrackMasks;
    private const RegionExportFormats OfTrackMasks = RegionExportFormats.TrackMask | RegionExportFormats.CellTracking;
    private const RegionExportFormats OfTracks = OfTrackMasks | RegionExportFormats.Napari;

    private readonly RegionExportOptions _options;
    private readonly IStoredRegions _stored;
    private readonly IImageCodec _codec;
    private readonly ExportFiles _targets;
    private readonly PlateFiles _files;
    private readonly FolderAccess _access;
    private readonly List<StoredSeries> _series;
    private readonly List<PendingFile> _pending = [];

    /// <param name="options">Validated, with a destination.</param>
    /// <param name="folder">Full path of the destination of the run, which contains its masks.</param>
    /// <exception cref="StylizeException">ImageUnreadable: the name of the run cannot be that of its
    /// folder.</exception>
    public RegionExporter(RegionExportOptions options, IStoredRegions stored, string folder, IImageCodec codec)
    {
        (_options, _stored, _codec) = (options, stored, codec);
        if (!PlateFiles.IsFolderName(stored.Run)) throw Errors.RunName.With(stored.Run);

        string[] folders = [.. new[] { stored.Folder, options.MaskPath, options.TilePath }.OfType<string>().Distinct()];
        _access = new FolderAccess([], folders)
        {
            Refusal = path => Errors.PathOutside.With(path, string.Join(" and ", folders.Select(f => $"'{f}'"))),
        };

        // A well without a readable tile has rows, but no mask.
        _series =
        [
            .. stored.Series.Select(s => s with { Frames = [.. s.Frames.Where(f => f.Tiles.Count > 0)] })
                .Where(s => s.Frames.Count > 0),
        ];
        _targets = new ExportFiles(options.Destination);
        _files = new PlateFiles(folder, new PlateOptions { Run = stored.Run });
    }

    /// <summary>Writes the files under temporary names, and renames them when all are complete.</summary>
    /// <exception cref="StylizeException">
    /// OptionInvalid: nothing is selected, or the run has no tracks. TargetExists, TargetConflict, TargetUnwritable: a
    /// file. ImageMissing, ImageUnreadable: a mask. PathNotAllowed: a file outside of the folder of the database and
    /// the folders of the options.
    /// </exception>
    public IReadOnlyList<ExportedFile> Write(CancellationToken cancellation)
    {
        if (_stored.Series.Count == 0) throw Errors.NoStoredWell.With("Well", _stored.Run);

        var formats = _options.Formats;
        if (_stored.Series.All(s => s.Tracks.Count == 0))
        {
            formats = Without(
                OfTracks, $"no tracks to write as {formats & OfTracks}.",
                "Segment the plate with {Track}, or choose other formats.");
        }

        if (_stored.IsOfStacks)
        {
            formats = Without(
                OfMasks, $"regions in three dimensions, which {formats & OfMasks} cannot have.",
                "Choose Csv, Parquet, CellProfiler or Napari, or use the masks, which have a page for each plane.");
        }

        var targets = new HashSet<string>(StringComparer.Ordinal);
        var abandoned = new AbandonedFiles();
        foreach (var target in Targets(formats))
        {
            if (!targets.Add(target)) throw Errors.SameExport.With(target);

            AtomicFile.RequireNew(target, _options.Force);
            abandoned.RemoveOnce(Path.GetDirectoryName(target)!);
        }

        try
        {
            List<ExportedFile> files = [.. Files(formats, cancellation)];
            cancellation.ThrowIfCancellationRequested();
            PendingFile.CommitAll(_pending, _options.Force);
            foreach (var series in _series.Where(s => Formats(s, formats).HasFlag(RegionExportFormats.CellTracking)))
            {
                RemoveOthers(series, isReference: false);
                RemoveOthers(series, isReference: true);
            }

            return files;
        }
        finally
        {
            _pending.ForEach(file => file.Dispose());
            _pending.Clear();
        }

        RegionExportFormats Without(RegionExportFormats absent, string what, string advice) =>
            formats == RegionExportFormats.All || (formats & absent) == 0
                ? formats & ~absent : throw Errors.NotExportable.With("Format", _stored.Run, what, advice);
    }

    private IEnumerable<ExportedFile> Files(RegionExportFormats formats, CancellationToken cancellation)
    {
        foreach (var (table, format) in Tables(formats))
        {
            var rows = 0;
            var path = _targets.Table(table, format);
            Save(path, target => rows = _stored.WriteTable(table, format, target, cancellation), cancellation);
            yield return new ExportedFile(path, format.ToString(), null, null, rows);
        }

        foreach (var table in CellProfiler(formats))
        {
            var rows = -1;
            var path = _targets.CellProfiler(table.Name);
            Save(path, target => CsvField.Write(target, table.Lines(cancellation).Select(line => (rows++, line).line)),
                cancellation);
            yield return new ExportedFile(
                path, nameof(RegionExportFormats.CellProfiler), null, null, Math.Max(rows, 0));
        }

        foreach (var series in _series.Where(_ => (formats & ~OfTables) != 0))
        {
            foreach (var file in Files(series, Formats(series, formats), cancellation))
            {
                yield return file;
            }
        }
    }

    private IEnumerable<ExportedFile> Files(
        StoredSeries series, RegionExportFormats formats, CancellationToken cancellation)
    {
        var regions = series.Frames.Select(frame => (formats & OfTracks) == 0 ? [] : _stored.Read(frame)).ToList();
        var challenge = new CellTrackingFiles(
            series.Tracks,
            [.. regions.Select(
                r => (IReadOnlyCollection<int>)r.Where(_options.Takes).Select(c => c.Track ?? 0).ToHashSet())]);
        if (formats.HasFlag(RegionExportFormats.CellTracking) && challenge.MaxLabel > ushort.MaxValue)
        {
            throw Errors.TracksTooMany.With(series.Well);
        }

        foreach (var (index, frame) in series.Frames.Index().Where(_ => (formats & OfMasks) != 0))
        {
            var rows = (formats & OfTracks) == 0 ? _stored.Read(frame) : regions[index];
            foreach (var mask in StoredMask.Read(_files, series, frame, _codec, _access, cancellation))
            {
                using (mask)
                {
                    var own = ExportChecks.ByLabel(series, mask, rows);
                    ExportChecks.RequireEqual(_stored.Run, series, frame, mask, own);
                    var taken = own.Where(r => _options.Takes(r.Value)).ToDictionary();
                    foreach (var file in Files(
                        series, index, mask.Only(taken.Keys), taken, formats, challenge, cancellation))
                    {
                        yield return file;
                    }
                }
            }
        }

        List<IReadOnlyList<StoredRegion>> tracked =
            [.. regions.Select(f => f.Where(r => r.Track is not null && _options.Takes(r)).ToList())];
        foreach (var (path, format) in _targets.OfTracks(series, formats))
        {
            var isNapari = format == RegionExportFormats.Napari;
            Save(path, target =>
            {
                if (isNapari)
                {
                    NapariTracks.Write(target, series, tracked);
                }
                else
                {
                    target.Write(Encoding.ASCII.GetBytes(challenge.Text));
                }
            }, cancellation);
            var rows = isNapari ? tracked.Sum(f => f.Count) : challenge.Text.Count(c => c == '\n');
            yield return new ExportedFile(path, format.ToString(), series.Well, null, rows);
        }
    }

    private IEnumerable<ExportedFile> Files(
        StoredSeries series, int index, StoredMask mask, Dictionary<int, StoredRegion> rows,
        RegionExportFormats formats, CellTrackingFiles challenge, CancellationToken cancellation)
    {
        var frame = series.Frames[index];
        foreach (var (path, format) in _targets.OfMask(series, index, mask.Tile, formats))
        {
            if (format == RegionExportFormats.ImageJ && Math.Max(mask.Width, mask.Height) > ImageJRoi.MaxCoordinate)
            {
                throw Errors.RoiTooLarge.With(series.Well, mask.Width, mask.Height, ImageJRoi.MaxCoordinate);
            }

            Save(path, target => Write(target, path, format), cancellation);
            var count = (format & OfTrackMasks) == 0 ? rows.Count : rows.Values.Count(r => r.Track is not null);
            yield return new ExportedFile(path, format.ToString(), series.Well, frame.Timepoint, count);
        }

        void Write(Stream target, string path, RegionExportFormats format)
        {
            switch (format)
            {
                case RegionExportFormats.ImageJ:
                    var time = series.Frames.Count > 1 ? index + 1 : 0;
                    ImageJRoi.WriteZip(target, RegionOutline.TraceAll(mask.Labels, cancellation), time);
                    break;
                case RegionExportFormats.GeoJson:
                    var name = $"{_stored.Run}/{Path.GetFileName(path)}";
                    GeoJsonRegions.Write(target, name, RegionOutline.TraceAll(mask.Labels, cancellation), rows);
                    break;
                case RegionExportFormats.TrackMask:
                    WriteMask(target, mask.Numbered(label => rows[label].Track ?? 0, series.Tracks[^1].Number));
                    break;
                case RegionExportFormats.Overlay:
                    ObjectOverlay.Write(target, frame, mask, rows, _codec, _access, cancellation);
                    break;
                default:
                    WriteMask(target, mask.Numbered(
                        label => rows[label].Track is { } track ? challenge.Label(track, index) : 0,
                        challenge.MaxLabel));
                    break;
            }
        }
    }

    private static void WriteMask(Stream target, StoredMask mask) => LabelMask.Write(
        mask.Labels, 0, 0, mask.Width, mask.Height, target, LosslessCompression.Fast);

    /// <summary>Removes masks of an earlier export with more timepoints, which the table would not describe.</summary>
    private void RemoveOthers(StoredSeries series, bool isReference)
    {
        var masks = Enumerable.Range(0, series.Frames.Count)
            .Select(i => _targets.CellTrackingMask(series, i, isReference)).ToHashSet();
        foreach (var path in Directory.GetFiles(
            _targets.CellTracking(series, isReference), isReference ? "man_track*.tif" : "mask*.tif"))
        {
            if (!masks.Contains(path))
            {
                AtomicFile.Remove(path);
            }
        }
    }

    private IEnumerable<string> Targets(RegionExportFormats formats)
    {
        var tables = Tables(formats).Select(table => _targets.Table(table.Name, table.Format))
            .Concat(CellProfiler(formats).Select(table => _targets.CellProfiler(table.Name)));
        return tables.Concat(_series.SelectMany(series => _targets.PathsFor(series, Formats(series, formats))));
    }

    private IEnumerable<(string Name, RegionExportFormats Format)> Tables(RegionExportFormats formats) =>
        new[] { RegionExportFormats.Csv, RegionExportFormats.Parquet }.Where(format => formats.HasFlag(format))
            .SelectMany(format => _stored.Tables.Select(table => (table, format)));

    private IEnumerable<CellProfilerTable> CellProfiler(RegionExportFormats formats) =>
        formats.HasFlag(RegionExportFormats.CellProfiler)
            ? CellProfilerTables.All(_stored, _series, _options.Takes)
            : [];

    private static RegionExportFormats Formats(StoredSeries series, RegionExportFormats formats) =>
        series.Tracks.Count > 0 ? formats : formats & ~OfTracks;

    private void Save(string path, Action<Stream> write, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _pending.Add(PendingFile.Write(path, write, cancellation));
    }
}
