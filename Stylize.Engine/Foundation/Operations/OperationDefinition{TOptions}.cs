namespace Stylize.Engine.Operations;

/// <summary>Defines an operation with one type of options.</summary>
internal abstract class OperationDefinition<TOptions> : OperationDefinition
    where TOptions : class, IOperationOptions, new()
{
    /// <summary>Number of pixels to which a preview reduces images if the operation does not choose another, and to
    /// which some operations reduce them for a draft.</summary>
    protected const long UsualPixels = 1_000_000, UsualDraftPixels = 250_000;

    /// <summary>Number of pixels that stands for the whole input.</summary>
    protected const long AllPixels = long.MaxValue;

    /// <inheritdoc/>
    public sealed override Type OptionsType => typeof(TOptions);

    /// <inheritdoc/>
    public sealed override bool HasPresets => BuiltIn is not null;

    /// <inheritdoc/>
    public sealed override IReadOnlyDictionary<string, IOperationOptions> Presets =>
        field ??= Table(BuiltIn?.Invoke() ?? []);

    /// <summary>Returns the presets, only for the commands that need them; null for none.</summary>
    internal Func<IEnumerable<KeyValuePair<string, TOptions>>>? BuiltIn { get; init; }

    /// <inheritdoc/>
    public override IOperation Create(params IReadOnlyList<object> records) => Create(TypedOptions(records));

    /// <inheritdoc/>
    public override IReadOnlyList<object> Read(OperationStart start) =>
        [.. OptionTypes.Select(
            type => type == OptionsType ? Options(start) : start.Apply(OptionSet.ForRecord(type).New()))];

    /// <inheritdoc/>
    public sealed override Preview Preview(
        IOperationOptions options, PreviewInput input, int side, PreviewTime time, OperationContext context)
    {
        var own = AtStart((TOptions)options);
        own.Validate();
        return Draw(own, input, side, time, context with { Progress = null, Verbose = null, Warning = null });
    }

    /// <summary>Returns the record of the options.</summary>
    protected static TOptions TypedOptions(IEnumerable<object> records) => records.OfType<TOptions>().Single();

    /// <summary>Creates the operation from its options.</summary>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    protected abstract IOperation Create(TOptions options);

    /// <summary>Returns the options of a run from user input, not validated.</summary>
    protected abstract TOptions Options(OperationStart start);

    /// <summary>Creates the operation of a preview.</summary>
    protected virtual IOperation CreatePreview(TOptions options, PreviewTime time) => Create(options);

    /// <summary>Returns the maximum number of pixels of a preview's input, or <see cref="AllPixels"/>.</summary>
    protected virtual long PreviewPixels(TOptions options, PreviewInput input, PreviewTime time) => UsualPixels;

    /// <summary>Returns options that give, in the time of a preview, a picture like that of these options for the whole
    /// input.</summary>
    /// <param name="copy">The input of the preview. Lengths in pixels are scaled to it.</param>
    protected internal virtual TOptions ForPreview(
        TOptions options, PreviewCopy copy, int side, PreviewTime time) => options;

    /// <summary>Returns the options of the first preview, of an operation that a run needs an option for.</summary>
    protected virtual TOptions AtStart(TOptions options) => options;

    /// <summary>Draws a preview.</summary>
    protected virtual Preview Draw(
        TOptions options, PreviewInput input, int side, PreviewTime time, OperationContext context) =>
        Draw(options, CopyOf(options, input, time, context), side, time, context);

    /// <summary>Runs the operation on a copy of the input, and draws the result.</summary>
    protected Preview Draw(TOptions options, PreviewCopy copy, int side, PreviewTime time, OperationContext context)
    {
        using var result = CreatePreview(ForPreview(WithoutFrame(options), copy, side, time), time)
            .Run(copy.Input, context);
        return new Preview(result.Picture(side, context), result.Summary)
        {
            IsPixelated = result.IsPixelated, IsReduced = copy.IsReduced,
        };
    }

    /// <summary>Returns the input of a preview. A draft uses the decoded image even if it is not reduced.</summary>
    protected PreviewCopy CopyOf(TOptions options, PreviewInput input, PreviewTime time, OperationContext context)
    {
        var most = PreviewPixels(options, input, time);
        if (most == AllPixels) return input.Whole;

        var copy = input.Copy(most, context);
        return copy.IsReduced || time == PreviewTime.Draft || input.Whole.Input.Info.IsAnimation ? copy : input.Whole;
    }

    /// <summary>Creates a tuning parameter.</summary>
    /// <param name="candidates">Values to try, from cheap to costly.</param>
    protected static TuningParameter Tune<TValue>(
        string name, IReadOnlyList<TValue> candidates, Func<TOptions, TValue, TOptions> apply)
        where TValue : notnull =>
        new(name, [.. candidates.Select(c => (object)c)], (options, value) => apply((TOptions)options, (TValue)value));

    /// <summary>Returns options for an input that is already the chosen frame.</summary>
    private static TOptions WithoutFrame(TOptions options)
    {
        var frame = OptionSet.ForRecord<TOptions>().Find(nameof(FrameOptions.Frame));
        if (frame?.Get(options) is null) return options;

        var still = OptionSet.Copy(options);
        frame.Set(still, null);
        return still;
    }

    private static PresetTable<IOperationOptions> Table(IEnumerable<KeyValuePair<string, TOptions>> presets)
    {
        var table = new PresetTable<IOperationOptions>();
        foreach (var (name, options) in presets)
        {
            table.Add(name, options);
        }

        return table;
    }
}
