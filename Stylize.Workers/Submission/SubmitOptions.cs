using Stylize.Engine.Operations.Options;

namespace Stylize.Workers.Submission;

/// <summary>How a batch is given to workers, besides what is done with its inputs.</summary>
public sealed record SubmitOptions
{
    [Option("Files, or wells, that a worker takes at a time.", ValueName = "n", Min = 1, Max = 100_000,
        Default = "as many as take some minutes by the estimate; of a plate one well")]
    public int? ChunkFiles { get; init; }
}
