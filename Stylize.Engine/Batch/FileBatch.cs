using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Batch;

/// <summary>Runs an operation that makes a file of each input: plan each input on the caller's thread, post the item to the runner, take the results.</summary>
public sealed class FileBatch : InputBatch<WrittenFile>
{
    private readonly IImageCodec _codec;
    private readonly DecodeOptions? _decodeOptions;

    /// <param name="operation">What to do to each input.</param>
    /// <param name="codec">Reads the inputs.</param>
    /// <param name="targets">Where the files go.</param>
    /// <param name="options">Limits and verbosity.</param>
    /// <param name="decodeOptions">Page and limits of decoding.</param>
    /// <param name="cancellation">Stops the batch within a second; no temporary file is left.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range, or the destination is a file name of another format.</exception>
    public FileBatch(
        IOperation operation,
        IImageCodec codec,
        TargetOptions targets,
        BatchOptions? options = null,
        DecodeOptions? decodeOptions = null,
        CancellationToken cancellation = default)
        : this(operation, codec, targets, new TargetPlanner(operation.TargetSuffix, targets), options, decodeOptions, cancellation)
    {
    }

    private FileBatch(
        IOperation operation,
        IImageCodec codec,
        TargetOptions targets,
        TargetPlanner planner,
        BatchOptions? options,
        DecodeOptions? decodeOptions,
        CancellationToken cancellation)
        : base(new FileWork(operation, planner, targets.Force).Run, (options ?? new BatchOptions()) with { Operation = operation.Name }, operation.EstimateMemory, cancellation)
    {
        _codec = codec;
        _decodeOptions = decodeOptions;
        Planner = planner;
    }

    /// <summary>Decides the targets.</summary>
    public TargetPlanner Planner { get; }

    /// <summary>The item for an input file. Call from one thread, in input order.</summary>
    /// <param name="sourcePath">Full path.</param>
    public BatchItem Plan(string sourcePath) => Planner.Plan(new ImageInput(ImageSource.File(sourcePath), _codec, _decodeOptions));
}
