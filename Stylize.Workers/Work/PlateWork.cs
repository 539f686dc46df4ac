using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Segmentation.Wells;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;

namespace Stylize.Workers.Work;

/// <summary>The options and wells of a plate, which are determined once from the whole list of tiles.</summary>
internal sealed class PlateWork
{
    private readonly BatchHeader _header;
    private readonly WorkerHost _host;
    private readonly PlateOptions _options;
    private readonly PlateRun _first;

    public PlateWork(BatchHeader header, WorkerHost host, CancellationToken cancellation)
    {
        (_header, _host) = (header, host);
        var plate = header.Plate!;
        _options = ((PlateOptions)OptionSerializer.Read(typeof(PlateOptions), header.Work.Words, host)) with
        {
            Destination = host.Folders.RequireFolder(host.Map.ToHere(plate.Destination)),
            Database = plate.Database is { } database ? host.IsShared(database) ? database : host.ToWrite(database) : null,
            Force = header.Targets.Force,
            MaxPixels = header.MaxPixels ?? new PlateOptions().MaxPixels,
        };
        _first = Run(new WellDisplay((_, _) => { }), force: false, host.Open, cancellation);
        _first.PlanAll(plate.Tiles.Select(tile => new RunInput(host.ToRead(tile))), isShown: false);
    }

    /// <summary>Creates a run for some of the wells.</summary>
    /// <param name="force">True if outputs may be those of a worker that has ended. An update detects them itself.</param>
    public PlateRun Run(WellDisplay display, bool force, Func<string, IMeasurementStore> open, CancellationToken cancellation)
    {
        return new PlateRun(
            new RunContext<WellResult>(display, _host.Codec) { Batch = _header.Options(_host.Limits), Cancellation = cancellation },
            _options with { Force = !_header.Targets.Update && (_options.Force || force) },
            new PlateTargetOptions { Update = _header.Targets.Update, NoProvenance = _header.Targets.NoProvenance },
            open,
            _first);
    }
}
