using Stylize.Engine.Catalog;
using Stylize.Engine.Catalog.Lines;
using Stylize.Studio.Inputs;
using Stylize.Studio.Messages;
using Stylize.Studio.Previews;
using Stylize.Studio.Runs;

namespace Stylize.Studio.Session;

internal sealed class RunRequests(
    StudioStart start, InputList inputs, OptionFiles files, FullRun runner, RunQueue queue, WorkSlots slots)
{
    public async Task LinesAsync(Exchange exchange)
    {
        var body = await exchange.ReadAsync(BodyJson.Default.LinesBody);
        var state = StudioState.Read(body.State, inputs);
        var given = CommandLines.Reduce(state.Operation, state.Preset, state.Given, files);
        string[] paths = body.Target switch
        {
            "file" => [Relative(state.Input.ShownPath)],
            "folder" =>
                [.. (inputs.Folder is { } folder ? [folder] : Suitable(state).Select(input => input.ShownPath))
                    .Select(Relative)],
            _ => throw Refusal.Malformed("its target is unknown"),
        };
        // The command measures regions without writing a file, unless the line names one.
        var destination = body.Target == "file" && state.Operation.FileParameter is not null
            ? Path.ChangeExtension(paths[0], null) + state.Operation.Outputs!.Suffix
            : null;
        await exchange.JsonAsync(new Fields
        {
            ["powershell"] = CommandLines.PowerShell(state.Operation, state.Preset, given, paths, destination),
            ["shell"] = CommandLines.Shell(state.Operation, state.Preset, given, paths, destination),
            ["differs"] = given.Select(option => option.Key),
            ["output"] = state.Operation.Outputs is null ? null
                : Relative(Path.ChangeExtension(state.Input.ShownPath, null)) + SuffixOf(state),
        });
    }

    public async Task CheckAsync(Exchange exchange)
    {
        var state = StudioState.Read((await exchange.ReadAsync(BodyJson.Default.StateRequest)).State, inputs);
        var errors = new List<Fields>();
        try
        {
            Check(state);
        }
        catch (StylizeException failure)
        {
            errors.Add(Exchange.Error(failure));
        }

        await exchange.JsonAsync(new Fields { ["errors"] = errors });
    }

    public async Task SavePresetAsync(Exchange exchange)
    {
        var body = await exchange.ReadAsync(BodyJson.Default.PresetBody);
        var state = StudioState.Read(body.State, inputs);
        var owner = state.Operation.PresetOwner ?? state.Operation;
        if (!owner.HasPresets)
        {
            throw StylizeException.Option("Operation", state.Operation.Name, "an operation with presets");
        }

        var options = state.Operation.ToPreset(state.Options(files));
        new UserPresets().Save(
            owner, body.Name.Trim(), options, body.Force, state.Given.Select(option => option.Key));
        await exchange.JsonAsync(SessionDescription.Preset(body.Name.Trim(), true, state.Operation, options));
    }

    /// <summary>Runs the operation on the input of a state, and writes the result where the user said.</summary>
    public async Task SaveAsync(Exchange exchange)
    {
        var body = await exchange.ReadAsync(BodyJson.Default.SaveBody);
        var state = StudioState.Read(body.State, inputs);
        if (state.Operation.Outputs is null) throw Refusal.Malformed("a plate is written by a run");

        var destination = TypedDestination.Read(body.Destination, start.WorkingFolder, inputs);
        var path = await slots.RunAsync(isFull: true, stop =>
        {
            var seen = new SingleRun();
            runner.Run(state, [state.Input.Path], destination.Path, destination.Text, body.Force, seen, stop);
            return seen.Require();
        }, exchange.Stop);
        await exchange.JsonAsync(new Fields { ["path"] = path, ["bytes"] = new FileInfo(path).Length });
    }

    public async Task RunAsync(Exchange exchange)
    {
        var body = await exchange.ReadAsync(BodyJson.Default.RunBody);
        var state = StudioState.Read(body.State, inputs);
        var destination = TypedDestination.Read(body.Destination, start.WorkingFolder, inputs);
        Check(state);
        var paths = body.Source switch
        {
            "input" => [state.Input.Path],
            "folder" => Files(state),
            _ => throw Refusal.Malformed("its source is unknown"),
        };
        var run = queue.Add(
            (observer, stop) =>
                runner.Run(state, paths, destination.Path, destination.Text, body.Force, observer, stop),
                exchange.Stop);
        await exchange.JsonAsync(new Fields { ["id"] = run.Id }, HttpStatusCode.Accepted);
    }

    public async Task CancelAsync(Exchange exchange, string id)
    {
        await exchange.ReadAsync(BodyJson.Default.EmptyBody);
        queue.Require(id).Cancel();
        await exchange.JsonAsync([]);
    }

    private void Check(StudioState state)
    {
        var records = state.Start(files).Records();
        foreach (var options in records.OfType<IOperationOptions>())
        {
            options.Validate();
        }

        if (state.Operation.Outputs is not null)
        {
            _ = state.Operation.Create(records);
        }
    }

    /// <summary>Returns the files that the folder stands for, as on the command line; without a folder, all suitable
    /// inputs.</summary>
    private IReadOnlyList<string> Files(StudioState state)
    {
        if (inputs.Folder is not { } folder) return [.. Suitable(state).Select(input => input.Path)];

        var extensions = state.Operation.InputExtensions ?? FileExtensions.ForFormats(start.Codec.ReadFormats);
        return state.Operation.IncludesSubfolders
            ? InputFolder.FilesOfPlate(folder, extensions)
            : InputFolder.Files(folder, extensions);
    }

    private IEnumerable<StudioInput> Suitable(StudioState state) =>
        inputs.All.Where(input => input.Suits(state.Operation));

    /// <summary>Returns the suffix of the output; that of the default options if those of the state are
    /// invalid.</summary>
    private string SuffixOf(StudioState state) => StylizeException.OrDefault(
        () => state.Operation.Create(state.Start(files).Records()).Outputs
            .NamesFor(new ImageInput(state.Input.Source, start.Codec)).Suffix) ?? state.Operation.Outputs!.Suffix;

    /// <summary>Returns a path relative to the folder of the command line if it is below it.</summary>
    private string Relative(string path)
    {
        var relative = Path.GetRelativePath(start.WorkingFolder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : relative;
    }
}

internal sealed record LinesBody(StateBody State, string Target);

internal sealed record StateRequest(StateBody State);

internal sealed record PresetBody(StateBody State, string Name, bool Force = false);

internal sealed record SaveBody(StateBody State, string Destination, bool Force = false);

internal sealed record RunBody(StateBody State, string Source, string Destination, bool Force = false);

internal sealed record EmptyBody;
