using System.Management.Automation;
using Stylize.Engine;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Estimate;
using Stylize.Engine.Runs.Report;

namespace Stylize.PowerShell;

/// <summary>Shows a run through a cmdlet, on its pipeline thread.</summary>
internal sealed class CmdletDisplay<T>(StylizeCmdlet cmdlet, Action<BatchResult<T>> show) : IRunDisplay<T>
    where T : class
{
    private readonly ProgressDisplay _progress = new(cmdlet, cmdlet.MyInvocation.MyCommand.Name);

    public bool Asks => cmdlet.WantsVerbose || cmdlet.Asked("Confirm")
        || (!cmdlet.MyInvocation.BoundParameters.ContainsKey("Confirm")
            && cmdlet.SessionState.PSVariable.GetValue("ConfirmPreference") is ConfirmImpact.Low or ConfirmImpact.Medium);

    public void Result(BatchResult<T> result)
    {
        if (result.Phases.Count > 0)
        {
            Detail($"{Path.GetFileName(result.Source)}: {string.Join(", ", result.Phases)}");
        }

        show(result);
    }

    public void Failure(StylizeException failure, string? source) => cmdlet.WriteError(ErrorRecords.From(failure, source));

    public void Message(BatchMessage message)
    {
        var line = PrintableText.Of(message.After(Path.GetFileName(message.Source)));
        if (message.IsWarning)
        {
            cmdlet.WriteWarning(line);
        }
        else
        {
            Detail(line);
        }
    }

    public void Warning(string text) => cmdlet.WriteWarning(PrintableText.Of(StylizeException.Spell(text, option => "-" + option)));

    public void Line(string text) => cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);

    public void Detail(string text) => cmdlet.WriteVerbose(text);

    public void Progress(Func<BatchProgress> progress) => _progress.Update(progress);

    public void EndResults() => _progress.Complete();

    public TWork Wait<TWork>(Func<Action<OperationProgress>, TWork> work) => BackgroundWork.Run(cmdlet, cmdlet.Stop, work);

    public void Preview(RunStep step) => Confirm(step);

    public void Estimate(BatchEstimate estimate) => cmdlet.WriteObject(estimate);

    public bool Confirm(RunStep step) => cmdlet.ShouldProcess(step.Source, step.Action);
}
