import { cannedVictoriaAnswers, describeSourceContract } from "@solvent/testing";
import { prometheusContract, SECRET } from "./prometheus-contract-world.ts";

describeSourceContract("prometheus as victoriametrics", prometheusContract("victoriametrics", cannedVictoriaAnswers(SECRET)));
