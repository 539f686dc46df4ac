using Stylize.Codecs;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Targets;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that gather paths and then do one long piece of work on all of them together.</summary>
public abstract class WorkCommand : CancellableCommand
{
    /// <summary>Full paths gathered so far.</summary>
    protected List<string> Inputs { get; } = [];

    /// <summary>Adds the files that wildcards or literal paths name; a folder stands for the images in it.</summary>
    protected void Gather(string[]? paths, string[]? literalPaths) => Inputs.AddRange(InputPaths.ExpandFolders(
        this, InputPaths.Named(this, paths, literalPaths),
        folder => InputFolder.Files(folder, FileExtensions.Of(ImageCodecs.Default.ReadFormats))));

    /// <summary>Runs the work off the pipeline thread and shows its progress.</summary>
    private protected T Run<T>(Func<Action<OperationProgress>, T> work, Action? whileWaiting = null) =>
        BackgroundWork.Run(this, Stop, work, whileWaiting);
}
