using Stylize.Engine.Catalog;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;

namespace Stylize.Workers.Work;

/// <summary>The options and wells of a plate, which are determined once from the whole list of tiles.</summary>
internal sealed class PlateWork
{
    private readonly BatchHeader _header;
    private readonly WorkerHost _host;
    private readonly StartOptions _start;
    private readonly TargetOptions _targets;
    private readonly PlateRun _first;

    public PlateWork(BatchHeader header, WorkerHost host, CancellationToken cancellation)
    {
        (_header, _host) = (header, host);
        _start = new StartOptions(PlateOptions.OperationName, host)
        {
            Options = (IOperationOptions)OptionSerializer.Read(typeof(PlateOptions), header.Work.Words, host),
        };
        _targets = header.Targets with
        {
            Destination = host.Folders.RequireFolder(host.Map.ToHere(header.Targets.Destination!)),
            Database = header.Targets.Database is { } database
                ? host.IsShared(database) ? database : host.ToWrite(database) : null,
        };
        _first = Create(new WellDisplay((_, _) => { }), force: false, host.Open, cancellation);
        _first.PlanAll(header.Tiles!.Select(tile => new RunInput(host.ToRead(tile))), isShown: false);
    }

    /// <summary>Creates a planned run for some of the wells.</summary>
    /// <param name="force">True if outputs may be those of a worker that has ended. An update detects them
    /// itself.</param>
    public PlateRun Run(
        WellDisplay display, bool force, Func<string, IMeasurementStore> open, CancellationToken cancellation)
    {
        var run = Create(display, force, open, cancellation);
        run.PlanAs(_first);
        return run;
    }

    private PlateRun Create(
        WellDisplay display, bool force, Func<string, IMeasurementStore> open, CancellationToken cancellation) =>
        SegmentDefinition.CreateRun(
            new RunContext<WellResult>(
                display, _host.Codec) { Batch = _header.Options(_host.Limits), Cancellation = cancellation },
            _start,
            _targets with { Force = !_targets.Update && (_targets.Force || force) },
            open);
}
