using Stylize.Engine.IO;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Batch;

/// <summary>One operation on one input, through to the finished file and those beside it.</summary>
internal sealed class FileWork(IOperation operation, TargetPlanner planner, bool force)
{
    /// <exception cref="StylizeException">The target exists or cannot be written, or the operation failed.</exception>
    public WrittenFile Run(BatchItem item, OperationContext context)
    {
        if (planner.Obstacle(item) is { } obstacle)
        {
            throw obstacle;
        }

        var sideFiles = new List<string>();
        using var artefact = operation.Run(item.Input, WithSideFiles(context, item, sideFiles));
        using (context.Phases.Start("write"))
        {
            AtomicFile.Write(item.Target!, force, artefact.Write, temporary => RefuseCaseTwin(item, temporary), context.Cancellation);
        }

        return new WrittenFile(item.Target!, sideFiles, artefact.Width, artefact.Height, artefact.Summary);
    }

    private OperationContext WithSideFiles(OperationContext context, BatchItem item, List<string> sideFiles) => context with
    {
        WriteBeside = (suffix, write) =>
        {
            var path = Stem(item.Target!) + suffix;
            AtomicFile.Write(path, force, write, temporary => RefuseCaseTwin(item, temporary), context.Cancellation);
            lock (sideFiles)
            {
                sideFiles.Add(path);
            }
        },
    };

    private string Stem(string target) => target.EndsWith(operation.TargetSuffix, StringComparison.OrdinalIgnoreCase)
        ? target[..^operation.TargetSuffix.Length]
        : Path.ChangeExtension(target, null);

    /// <summary>Where the file system takes the temporary file's name in capitals for the same file, two targets that differ in case are one.</summary>
    private static void RefuseCaseTwin(BatchItem item, string temporary)
    {
        if (item.CaseTwin is { } twin && File.Exists(Path.Combine(Path.GetDirectoryName(temporary)!, Path.GetFileName(temporary).ToUpperInvariant())))
        {
            throw TargetPlanner.Conflict(twin, item.Source, item.Target!);
        }
    }
}
