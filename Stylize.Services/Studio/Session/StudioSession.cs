using Stylize.Studio.Inputs;
using Stylize.Studio.Messages;
using Stylize.Studio.Previews;
using Stylize.Studio.Runs;

namespace Stylize.Studio.Session;

/// <summary>The inputs, pictures and runs of a studio. Answers the requests of the page.</summary>
internal sealed class StudioSession : IDisposable
{
    private readonly StudioStart _start;
    private readonly InputList _inputs;
    private readonly PictureStore _pictures;
    private readonly FullResults _results;
    private readonly WorkSlots _slots;
    private readonly RunQueue _queue = new();
    private readonly PreviewRequests _previews;
    private readonly RunRequests _runs;
    private readonly AddedFiles _added;
    private readonly TemporaryFolder _folder;

    /// <exception cref="Stylize.Engine.StylizeException">An input cannot be read.</exception>
    public StudioSession(StudioStart start)
    {
        _start = start;
        _inputs = new InputList(start);
        TemporaryFolder.DeleteStale();
        _folder = new TemporaryFolder();
        _added = new AddedFiles(
            start.HasFiles ? Path.Combine(_folder.Path, "inputs") : start.WorkingFolder, start.Limits);
        var files = new OptionFiles(start, _inputs);
        var runner = new FullRun(start, files);
        _pictures = new PictureStore(start.Limits);
        _slots = new WorkSlots(start.Limits);
        _results = new FullResults(start, runner, _folder.Path);
        var drawing = new PreviewDrawing(start, files, new ReducedCopies(start.Codec));
        _previews = new PreviewRequests(_inputs, files, drawing, _pictures, _results, _slots);
        _runs = new RunRequests(start, _inputs, files, runner, _queue, _slots);
        Pages = new OpenPages(start.Limits, () => _queue.IsBusy);
    }

    public OpenPages Pages { get; }

    /// <summary>Full path of the folder for temporary files.</summary>
    public string TemporaryPath => _folder.Path;

    private Fields Description => SessionDescription.Describe(_inputs, _start, _added.MaxBytes);

    /// <summary>Answers a request below /api/.</summary>
    public async Task AnswerAsync(Exchange exchange)
    {
        try
        {
            await (exchange.IsPost ? PostAsync(exchange) : GetAsync(exchange));
        }
        catch (StylizeException failure) when (_inputs.All.FirstOrDefault(
            input => input.IsAdded && failure.Message.Contains(input.Path)) is { } added)
        {
            // The user knows the file by its name.
            throw new StylizeException(
                failure.Error, failure.Target,
                failure.Message.Replace(added.Path, added.Name), failure.Advice, failure);
        }
    }

    /// <summary>Stops all work and deletes the temporary files.</summary>
    public void Dispose()
    {
        _queue.Dispose();
        _slots.Dispose();
        _folder.Dispose();
    }

    private Task GetAsync(Exchange exchange) => exchange.Path.Split('/') switch
    {
        ["", "api", "session"] => DescribeAsync(exchange),
        ["", "api", "counters"] => exchange.JsonAsync(new Fields
        {
            ["running"] = _slots.Running, ["waiting"] = _slots.Waiting, ["pictures"] = _pictures.Count,
        }),
        ["", "api", "progress"] => _previews.ProgressAsync(exchange),
        ["", "api", "alive"] => Pages.FollowAsync(exchange),
        ["", "api", "picture", var number] => _pictures.Find(number) is { } picture
            ? exchange.PictureAsync(picture.Type, picture.Bytes)
            : throw Refusal.NotFound(),
        ["", "api", "file", var number] => _results.Find(number) is { } result
            ? exchange.DownloadAsync(OwnFile.Content(result.Download), Path.GetFileName(result.Download))
            : throw Refusal.NotFound(),
        ["", "api", "runs", var id] => _queue.Require(id).FollowAsync(exchange),
        _ => throw Refusal.NotFound(),
    };

    private Task PostAsync(Exchange exchange) => exchange.Path.Split('/') switch
    {
        ["", "api", "inputs"] => AddInputAsync(exchange),
        ["", "api", "preview"] => _previews.PreviewAsync(exchange),
        ["", "api", "original"] => _previews.OriginalAsync(exchange),
        ["", "api", "variants"] => _previews.VariantsAsync(exchange),
        ["", "api", "lines"] => _runs.LinesAsync(exchange),
        ["", "api", "check"] => _runs.CheckAsync(exchange),
        ["", "api", "presets"] => _runs.SavePresetAsync(exchange),
        ["", "api", "save"] => _runs.SaveAsync(exchange),
        ["", "api", "runs"] => _runs.RunAsync(exchange),
        ["", "api", "runs", var id, "cancel"] => _runs.CancelAsync(exchange, id),
        _ => throw Refusal.NotFound(),
    };

    private Task DescribeAsync(Exchange exchange)
    {
        _inputs.Refresh();
        return exchange.JsonAsync(Description);
    }

    private async Task AddInputAsync(Exchange exchange)
    {
        await _added.ReceiveAsync(exchange, _inputs.Add);
        await exchange.JsonAsync(Description);
    }
}
