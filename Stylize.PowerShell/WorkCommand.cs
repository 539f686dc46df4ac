using System.Management.Automation;
using Stylize.Engine;
using Stylize.Engine.Operations;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that gather paths and then do one long piece of work on all of them together.</summary>
public abstract class WorkCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled when the pipeline stops.</summary>
    protected CancellationToken Stop => _stop.Token;

    /// <summary>Full paths gathered so far.</summary>
    protected List<string> Inputs { get; } = [];

    /// <summary>Adds the files that wildcards or literal paths name.</summary>
    protected void Gather(string[]? paths, string[]? literalPaths)
    {
        Inputs.AddRange(InputPaths.Expand(this, paths ?? []));
        Inputs.AddRange(InputPaths.Literal(this, literalPaths ?? []));
    }

    /// <summary>Runs a step before the work; what the engine refuses ends the command.</summary>
    protected T Checked<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (StylizeException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, null));
            throw;
        }
    }

    /// <summary>Runs the work off the pipeline thread and shows its progress.</summary>
    private protected T Run<T>(Func<Action<OperationProgress>, T> work, Action? whileWaiting = null) => BackgroundWork.Run(this, Stop, work, whileWaiting);

    protected override void StopProcessing() => _stop.Cancel();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }
}
