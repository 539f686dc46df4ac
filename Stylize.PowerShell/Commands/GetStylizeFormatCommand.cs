namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "StylizeFormat")]
[OutputType(typeof(FormatSupport))]
public sealed class GetStylizeFormatCommand : PSCmdlet
{
    protected override void EndProcessing()
    {
        try
        {
            WriteObject(FormatSupport.Of(ImageCodecs.Default), enumerateCollection: true);
        }
        catch (Engine.StylizeException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, null));
        }
    }
}
