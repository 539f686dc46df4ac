using System.Collections;
using System.Collections.Concurrent;
using Stylize.Engine.Catalog.Sheets;
using Stylize.Engine.Drawings;
using Stylize.Studio.Inputs;
using Stylize.Studio.Messages;
using Stylize.Studio.Previews;
using Stylize.Studio.Runs;

namespace Stylize.Studio.Session;

internal sealed class PreviewRequests(
    InputList inputs, OptionFiles files, PreviewDrawing drawing, PictureStore pictures, FullResults results,
    WorkSlots slots)
{
    private const int MinSide = 16;
    private const int MaxSide = 4096;

    /// <summary>The completed shares of results at full size, [0,1], by the names of their pages.</summary>
    private readonly ConcurrentDictionary<string, double> _shares = new(StringComparer.Ordinal);

    public Task ProgressAsync(Exchange exchange) => exchange.JsonAsync(
        new Fields { ["share"] = _shares.GetValueOrDefault(exchange.Query("page") ?? "") });

    public async Task OriginalAsync(Exchange exchange)
    {
        var body = await exchange.ReadAsync(BodyJson.Default.OriginalBody);
        var input = inputs.Require(body.Input);
        var picture = await slots.RunAsync(
            isFull: false, stop => Original(input, Side(body.Side), Frame(body.Frame) ?? 0, Context(stop)),
            exchange.Stop);
        await exchange.JsonAsync(picture.Description);
    }

    public async Task PreviewAsync(Exchange exchange)
    {
        var body = await exchange.ReadAsync(BodyJson.Default.PreviewBody);
        var isFull = body.Quality == "full";
        var time = body.Quality switch
        {
            "draft" => PreviewTime.Draft,
            "normal" => PreviewTime.Normal,
            _ => isFull ? PreviewTime.Unlimited : throw Refusal.Malformed("its quality is unknown"),
        };

        var state = StudioState.Read(body.State, inputs);
        var side = Side(body.Side);
        var (preview, full, elapsed) = await slots.NewestAsync(
            body.Page, body.Sequence, page => slots.RunAsync(isFull, stop =>
            {
                var clock = Stopwatch.StartNew();
                var context = Context(stop);
                var full = isFull && state.Operation.Outputs is not null ? Full(stop) : null;
                var preview = full is null
                    ? drawing.Draw(state, time, side, Frame(body.Frame), context)
                    : ShowFull(state, full, side, context);
                return (preview, full, clock.ElapsedMilliseconds);
            }, page), exchange.Stop);
        await exchange.JsonAsync(new Fields
        {
            ["picture"] = pictures.Add(preview.Picture).Description,
            ["original"] =
                new Fields { ["input"] = state.Input.Id, ["side"] = side, ["frame"] =
                    drawing.Frame(state, Frame(body.Frame)) },
            ["summary"] = preview.Summary.ToDictionary(fact => fact.Key, fact => Plain(fact.Value)),
            ["elapsedMs"] = elapsed,
            ["quality"] = body.Quality,
            ["values"] = SessionDescription.Values(state.Start(files).Records()),
            ["isReduced"] = preview.IsReduced,
            ["sheet"] = SheetOf(state),
            ["table"] = preview.Table is { } table
                ? new Fields { ["columns"] = table.Columns, ["rows"] = table.Rows } : null,
            ["file"] = full?.Description,
        });

        FullResult Full(CancellationToken stop)
        {
            try
            {
                return results.Run(state, Watch, stop);
            }
            finally
            {
                _shares.TryRemove(body.Page, out _);
            }
        }

        void Watch(OperationProgress progress)
        {
            var share = Math.Floor(100 * progress.Fraction) / 100;
            if (share <= _shares.GetValueOrDefault(body.Page)) return;

            _shares[body.Page] = share;
            exchange.Progress(share);
        }
    }

    /// <summary>Draws the presets of an operation, or several values of one option, and sends each as soon as it is
    /// ready. Several sessions can each draw a part.</summary>
    public async Task VariantsAsync(Exchange exchange)
    {
        var body = await exchange.ReadAsync(BodyJson.Default.VariantsBody);
        var state = StudioState.Read(body.State, inputs);
        var variants = Chosen(body, state);
        var side = Side(body.Side);
        if (body.Part < 0 || body.Parts <= body.Part) throw Refusal.Malformed("its part does not exist");

        int[] part = [.. Enumerable.Range(0, variants.Count).Where(i => i % body.Parts == body.Part)];
        await slots.NewestAsync(body.Page, body.Sequence, async page =>
        {
            if (part.Length == 0)
            {
                await exchange.BeginLinesAsync();
            }

            foreach (var i in part)
            {
                var variant = variants[i];
                var (picture, error) = await PictureAsync(state, variant, side, body.Frame, page);
                if (i == body.Part)
                {
                    await exchange.BeginLinesAsync();
                }

                await exchange.LineAsync(new Fields
                {
                    ["index"] = i, ["count"] = variants.Count, ["label"] = variant.Label, ["preset"] = variant.Preset
                        ?? "Default",
                    ["given"] =
                        variant.Given.DistinctBy(option => option.Key).ToDictionary(o => o.Key, o => (object?)o.Value),
                    ["picture"] = picture, ["error"] = error,
                });
            }

            return true;
        }, exchange.Stop);
    }

    /// <summary>Returns the variants of a request.</summary>
    private IReadOnlyList<SheetVariant> Chosen(VariantsBody body, StudioState state) => body.Option is { } option
        ? Variants.OfOption(state.Operation, state.Preset, state.Given, option, null, files)
        : [.. Variants.OfPresets(state.Operation).Select(variant => variant with { Given = state.Given })];

    /// <summary>Draws a variant in a slot of its own, so that previews need not wait for the others.</summary>
    private async Task<(Fields? Picture, Fields? Error)> PictureAsync(
        StudioState state, SheetVariant choice, int side, int? frame, CancellationToken page)
    {
        try
        {
            var own = state with { Preset = choice.Preset, Given = choice.Given };
            var preview = await slots.RunAsync(
                isFull: false, stop => drawing.Draw(own, PreviewTime.Draft, side, Frame(frame), Context(stop)), page);
            return (pictures.Add(preview.Picture).Description, null);
        }
        catch (Exception failure) when (
            failure is StylizeException or Refusal { Status: HttpStatusCode.GatewayTimeout })
        {
            return (null, Exchange.Error(failure));
        }
    }

    /// <summary>Returns the picture of an input, which is drawn once for each size.</summary>
    private StoredPicture Original(StudioInput input, int side, int frame, OperationContext context)
    {
        var key = (input, side, frame);
        return pictures.ForKey(key) ?? pictures.Add(drawing.Original(input, side, frame, context), key);
    }

    /// <summary>Shows a result at full size. A file that browsers do not show is drawn from the input.</summary>
    private ShownPreview ShowFull(StudioState state, FullResult full, int side, OperationContext context)
    {
        var picture = results.Picture(full) ?? (state.Operation.IsPhotographic
            ? drawing.OfFile(ImageSource.File(full.Path), side, 0, isTile: false, context) : null);
        return picture is not null ? new ShownPreview(picture, full.File?.Summary ?? [], IsReduced: false)
            : drawing.Draw(state, PreviewTime.Normal, side, null, context);
    }

    /// <summary>Returns the width and the height of the sheet of a drawing in millimeters; null without one.</summary>
    private double[]? SheetOf(StudioState state)
    {
        if ((state.Options(files) as IDrawingOptions)?.Paper is not { } paper) return null;

        var layout = PaperLayout.ForImage(paper, state.Input.Width, state.Input.Height);
        return [layout.Width, layout.Height];
    }

    private static OperationContext Context(CancellationToken stop) =>
        new() { Cancellation = stop, MaxThreads = Environment.ProcessorCount };

    private static int Side(int side) => Math.Clamp(side, MinSide, MaxSide);

    private static int? Frame(int? frame) => frame is < 0 ? throw Refusal.Malformed("its frame is negative") : frame;

    /// <summary>Returns a value of a summary as JSON.</summary>
    private static object? Plain(object? value) => value switch
    {
        null or bool or string or int or long => value,
        double number => double.IsFinite(number) ? number : null,
        float number => float.IsFinite(number) ? number : null,
        IEnumerable list => list.Cast<object?>().Select(Plain).ToArray(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}

internal sealed record OriginalBody(int Input, int Side, int? Frame = null);

internal sealed record PreviewBody(
    string Page, long Sequence, StateBody State, int Side, string Quality, int? Frame = null);

/// <param name="Option">Name of the option to vary; null for the presets.</param>
/// <param name="Part">The first variant to draw; every <paramref name="Parts"/>th one after it follows.</param>
internal sealed record VariantsBody(
    string Page, long Sequence, StateBody State, int Side, string? Option = null,
    int? Frame = null, int Part = 0, int Parts = 1);
