namespace Stylize.Engine.Operations;

/// <summary>An operation with options of one type, which its definition names.</summary>
public abstract class DefinedOperation<TOptions> : IOperation
    where TOptions : class, IOperationOptions, new()
{
    private readonly OperationDefinition _definition;

    /// <summary>Creates an operation with the options of every run.</summary>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    protected DefinedOperation(OperationDefinition definition, TOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_definition, Options) = (definition, options);
    }

    /// <summary>The validated options of every run.</summary>
    public TOptions Options { get; }

    IOperationOptions IOperation.Options => Options;

    /// <inheritdoc/>
    public string Name => _definition.Name;

    /// <inheritdoc/>
    public int Version => _definition.Version;

    /// <inheritdoc/>
    public abstract OutputNames Outputs { get; }

    /// <inheritdoc/>
    public abstract long EstimateMemory(ImageInput input);

    /// <inheritdoc/>
    public virtual long EstimatePixels(ImageInput input) => input.Info.PixelCount;

    /// <inheritdoc/>
    public abstract IArtifact Run(ImageInput input, OperationContext context);
}
