using System.Management.Automation;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that say something about each input file and write none.</summary>
/// <typeparam name="T">What is said about one file.</typeparam>
public abstract class QueryCommand<T> : InputCommand<FileItem, T>
    where T : class
{
    /// <summary>Makes the work from the parameters. A <see cref="Engine.StylizeException"/> ends the command before any work.</summary>
    protected abstract Func<ImageInput, OperationContext, T> CreateQuery();

    /// <summary>Peak bytes of the work on one input, from its header alone.</summary>
    protected abstract long EstimateMemory(ImageInput input);

    /// <summary>What to emit for one input; default: the value with the note property Path.</summary>
    protected virtual IEnumerable<PSObject> Describe(string path, T value)
    {
        var described = new PSObject(value);
        described.Properties.Add(new PSNoteProperty("Path", path));
        return [described];
    }

    protected override ItemBatch<FileItem, T> CreateBatch(BatchOptions options)
    {
        var query = CreateQuery();
        return new ItemBatch<FileItem, T>((item, context) => query(item.Input, context), options, item => EstimateMemory(item.Input), Stop);
    }

    protected override void Accept(IEnumerable<string> paths) => Post(paths.Where(_ => IsMine()).Select(path => new FileItem(Input(path))));

    protected override void WriteResult(BatchResult<T> result) =>
        WriteObject(Describe(result.Source, result.Value!), enumerateCollection: true);
}
